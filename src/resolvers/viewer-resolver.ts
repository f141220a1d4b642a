import { Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { Viewer, type ViewerRole } from "../schema/viewer.js";

@Resolver()
export class ViewerResolver {
  @Query(() => Viewer, { description: "Who asks, and what they may do and see." })
  async viewer(@Ctx() context: Context) {
    const { principal, session, services } = context;
    context.markMomentary();
    return {
      name: principal.name,
      isAnyone: principal.kind === "anyone",
      role: principal.role.toUpperCase() as keyof typeof ViewerRole,
      regions: principal.regionCodes === null ? null : await services.catalogue.listRegions(),
      expiresAt: session.expiresAt,
    };
  }
}
