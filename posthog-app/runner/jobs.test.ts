import {JobQueue} from "./jobs"

type Job = (payload: unknown) => {
    runNow(): Promise<void>
    runIn(duration: number, unit: string): Promise<void>
    runAt(date: Date): Promise<void>
}
const queueAt = (time: {now: number}) => {
    const queue = new JobQueue(() => time.now)
    return {queue, jobs: queue.control as Record<string, Job>}
}

it("gives jobs back when they are due, the earliest first, with their payload as JSON", async () => {
    const time = {now: 1_000}
    const {queue, jobs} = queueAt(time)
    await jobs.step?.({n: 1, gone: undefined}).runIn(2, "seconds")
    await jobs.check?.({n: 2}).runNow()
    await jobs.step?.({n: 3}).runAt(new Date(1_500))
    expect(queue.nextAt()).toBe(1_000)
    expect(queue.take()).toMatchObject({name: "check", payload: {n: 2}})
    expect(queue.take()).toBeNull()
    expect(queue.nextAt()).toBe(1_500)
    time.now = 3_000
    expect(queue.take()?.payload).toEqual({n: 3})
    expect(queue.take()?.payload).toEqual({n: 1})
    expect([queue.take(), queue.nextAt()]).toEqual([null, null])
})

it("keeps the order of jobs that are due at the same time", async () => {
    const {queue, jobs} = queueAt({now: 0})
    for (const n of [1, 2, 3]) await jobs.step?.({n}).runNow()
    expect([queue.take(), queue.take(), queue.take()].map((job) => job?.payload)).toEqual([
        {n: 1},
        {n: 2},
        {n: 3},
    ])
})

it.each([
    ["second", 1_000],
    ["minutes", 60_000],
    ["hour", 3_600_000],
    ["days", 86_400_000],
])("knows the unit %s", async (unit, ms) => {
    const {queue, jobs} = queueAt({now: 0})
    await jobs.step?.({}).runIn(1, unit)
    expect(queue.nextAt()).toBe(ms)
})

it("does not know others", async () => {
    const {jobs} = queueAt({now: 0})
    await expect(jobs.step?.({}).runIn(1, "fortnights")).rejects.toThrow("Unknown time unit: fortnights")
})
