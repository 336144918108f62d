import type {RawEvent} from "../oracle"
import {SOURCES, VARIANTS} from "./differential"
import {compare, insertEvents} from "./micro"
import {randomWorld} from "./random-world"
import {createDetectionProject, daily, type DetectionProject, settingsOf} from "./support"

const INSTANTS = daily("2026-06-15T06:00:00Z", 30)

describe.each([1, 2, 3])("random events (seed %i)", (seed) => {
    let project: DetectionProject
    let events: RawEvent[]

    beforeAll(async () => {
        const timezone = ["America/New_York", "Europe/Berlin", "Pacific/Chatham"][seed - 1] as string
        project = await createDetectionProject({project: {timezone}})
        events = randomWorld(seed, INSTANTS[29] as number)
        await insertEvents(project, events)
    })

    describe.each(SOURCES)("accounts by %s", (_, account) => {
        test.each(VARIANTS)("%s %j", async (signal, changed) => {
            const settings = settingsOf(signal, changed)
            const {found, expected} = await compare(project, signal, events, {
                instants: INSTANTS,
                account,
                settings,
            })
            expect(found).toEqual(expected)
            if (account.type === "group") expect(expected.length).toBeGreaterThan(0)
        })
    })
})
