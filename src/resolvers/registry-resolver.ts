import { Ctx, FieldResolver, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { Forecast } from "../schema/forecast.js";
import { DateTimeScalar } from "../schema/scalars.js";

/** What the registry's own state adds to answers. */
@Resolver(() => Forecast)
export class RegistryResolver {
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      "When MLflow last said which versions serve, seconds ago unless it is down; null before it ever did.",
  })
  registrySeenAt(@Ctx() { services }: Context): Date | null {
    return services.getRegistrySeenAt();
  }
}
