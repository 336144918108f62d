import type {RawEvent} from "../oracle"
import {COMMON_VARIANTS} from "./differential"
import {compare, insertEvents} from "./micro"
import {randomWorld} from "./random-world"
import {createDetectionProject, daily, DAY_MS, type DetectionProject, settingsOf} from "./support"

const INSTANTS = daily("2026-06-15T06:00:00Z", 30)
const LAST = INSTANTS[29] as number
let project: DetectionProject
let events: RawEvent[]

beforeAll(async () => {
    project = await createDetectionProject({project: {timezone: "America/New_York"}})
    events = randomWorld(1, LAST)
    await insertEvents(project, events)
})

test.each(COMMON_VARIANTS)(
    "%s %j: thirty days of random events, as the oracle sees them",
    async (signal, changed) => {
        const ask = {instants: INSTANTS, settings: settingsOf(signal, changed)}
        const {found, expected} = await compare(project, signal, events, ask)
        expect(found).toEqual(expected)
        expect(expected.length).toBeGreaterThan(0)
        // A single instant of another day agrees as well.
        const other = [LAST - 3 * DAY_MS]
        const single = await compare(project, signal, events, {...ask, instants: other})
        expect(single.found).toEqual(single.expected)
    },
)
