import {SIGNALS} from "@beton/shared/signals/index"

/** Signal ids as people read them everywhere: titles; the last one is a signal of a team's own. */
export const SIGNAL_NAMES: Readonly<Record<string, string>> = {
    ...Object.fromEntries(SIGNALS.map(({id, title}) => [id, title])),
    custom_asked_twice: "Asked twice",
}
