import {EventEmitter} from "node:events"

import {stopOnSignals} from "./signals"

const processLike = () => {
    const exits: number[] = []
    const target = Object.assign(new EventEmitter(), {exit: (code: number) => exits.push(code)})
    return {target, exits, stop: stopOnSignals(target as unknown as NodeJS.Process)}
}

it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
] as const)("%s asks to stop; the second time it does not wait", (signal, code) => {
    const {target, exits, stop} = processLike()
    expect(stop.aborted).toBe(false)
    target.emit(signal)
    expect([stop.aborted, exits]).toEqual([true, []])
    target.emit(signal)
    expect(exits).toEqual([code])
})

it("listens on: a process without a listener would be ended by others", () => {
    const {target} = processLike()
    target.emit("SIGTERM")
    expect([target.listenerCount("SIGTERM"), target.listenerCount("SIGINT")]).toEqual([1, 1])
})
