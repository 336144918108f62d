import {checkWorld, OTHER_WORLDS} from "./support/other-worlds"

jest.setTimeout(240_000)

describe.each(OTHER_WORLDS.map((world, i) => [world.zone, world, i] as const))(
    "in %s every figure is what the events say",
    (_zone, world, i) => {
        checkWorld(world, 100 * i + 11)
    },
)
