import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { InvalidInputError } from "../errors.js";
import { decodeId, type NodeKey, parseVersionKey } from "../schema/ids.js";
import { Node } from "../schema/node.js";

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: "The object with this id; null if there is none.",
  })
  async node(
    @Arg("id", () => ID, { description: "An id this API returned." }) id: string,
    @Ctx() context: Context,
  ) {
    const decoded = decodeId(id);
    if (decoded === null) {
      throw new InvalidInputError(`id is ${id}; it must be an id that this API returned.`, "id");
    }
    const record = await loadNode(decoded, context);
    return record && { __typename: decoded.type, ...record };
  }
}

function loadNode({ type, key }: NodeKey, { loaders }: Context): Promise<object | null> {
  switch (type) {
    case "Store":
      return loaders.storeByCode.load(key);
    case "Region":
      return loaders.regionByCode.load(key);
    case "RetrainJob":
      return loaders.jobById.load(key);
    case "RetrainBatch":
      return loaders.batchById.load(key);
    case "ModelVersion": {
      const named = parseVersionKey(key);
      return named ? loaders.loadVersion(named.storeCode, named.version) : Promise.resolve(null);
    }
  }
}
