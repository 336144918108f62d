import {Badge} from "attio/client"

import type {Card, CardTone} from "./card"

const COLOURS = {hot: "green", calm: "blue", quiet: "grey", warning: "amber", problem: "red"} as const satisfies Record<CardTone, string> // prettier-ignore

/** The state in a word, with its colour. */
export function Band({band}: {readonly band: Card["band"]}) {
    return <Badge color={COLOURS[band.tone]}>{band.word}</Badge>
}
