import { z } from "zod";

export const Region = z
  .object({
    id: z.string().meta({ description: "The region's code." }),
    name: z.string().meta({ description: "Display name." }),
  })
  .meta({ id: "Region", description: "Stores reported together." });
