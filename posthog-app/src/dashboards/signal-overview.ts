import {bindQuery} from "@beton/shared/queries/query"
import {tileSignalsByType, tileSignalsFired} from "@beton/shared/queries/tiles/signal-overview"

import type {DashboardDefinition} from "./definition"

const WAITING = "Fills with the first daily run: signals that fired, day by day."

/** What fired, for whom, and what became of it (C1). */
export const signalOverview: DashboardDefinition = {
    id: "overview",
    title: "Beton: Signal overview",
    about: "Which accounts show buying signals, how strong they are and whether they reached sales.",
    days: 30,
    tiles: [
        {
            id: "signals-fired",
            version: 1,
            title: () => "PQL signals fired in this period",
            about: () => "One for each account and signal type that fired newly, outside its cooldown.",
            query: ({writer}) => bindQuery(tileSignalsFired, {writer}),
            display: () => ({as: "number", column: {name: "signals_fired"}}),
            layout: {x: 0, y: 0, w: 3, h: 3},
            needs: ["firings"],
            waiting: () => WAITING,
        },
        {
            id: "signals-by-type",
            version: 1,
            title: () => "PQL signals fired by type, and for how many accounts",
            about: () => "An account counts once per type here, however often it fired.",
            query: ({writer}) => bindQuery(tileSignalsByType, {writer}),
            display: () => ({
                as: "bar",
                x: {name: "signal"},
                y: [
                    {name: "fired", label: "Fired"},
                    {name: "accounts", label: "Accounts"},
                ],
            }),
            layout: {x: 6, y: 3, w: 6, h: 5},
            needs: ["firings"],
            waiting: () => WAITING,
        },
    ],
}
