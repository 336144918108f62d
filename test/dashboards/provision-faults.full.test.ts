import {expectSameAfterKills, POINTS, STORIES} from "./support/kill"

jest.setTimeout(240_000)

describe.each(STORIES.map((story) => [story[0], story] as const))(
    "killed at every call: %s",
    (_name, story) => {
        it.each(POINTS.map((point) => [point[0], point] as const))("%s", (_point, point) =>
            expectSameAfterKills(story, point),
        )
    },
)
