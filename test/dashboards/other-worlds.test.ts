import {checkWorld, OTHER_WORLDS} from "./support/other-worlds"

jest.setTimeout(240_000)

/** One world every day; all of them in the long suite. */
describe.each(OTHER_WORLDS.slice(1, 2).map((world, i) => [world.zone, world, i] as const))(
    "in %s every figure is what the events say",
    (_zone, world, i) => {
        checkWorld(world, i + 1)
    },
)
