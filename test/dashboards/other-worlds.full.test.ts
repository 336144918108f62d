import {checkWorld, OTHER_WORLDS} from "./support/other-worlds"

jest.setTimeout(240_000)

const SEEDS = [11, 13]

describe.each(OTHER_WORLDS.flatMap((world, i) => SEEDS.map((seed) => [world.zone, seed, world, i] as const)))(
    "in %s (seed %d) every figure is what the events say",
    (_zone, seed, world, i) => {
        checkWorld(world, 100 * i + seed)
    },
)
