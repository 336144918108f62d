import type {Failure} from "@beton/shared/api/result"

import type {AttioClient} from "../clients/attio"
import type {Config} from "../config/config"

/** Why the CRM cannot be written to: a sentence that names the fix, or a passing fault of the API. */
export type SetupProblem =
    | {
          readonly kind: "fix"
          readonly message: string
          /** Routing can go on where it is as soon as somebody has acted, so the run may wait for that. */
          readonly mendable?: true
      }
    | {readonly kind: "api"; readonly failure: Failure}

/** A part of setting up: what it found, or why it cannot go on. */
export type Setting<T> =
    {readonly ok: true; readonly value: T} | {readonly ok: false; readonly problem: SetupProblem}

type Refused = Extract<Setting<never>, {ok: false}>

/** What setting up may do: a dry run only notes what is missing. */
export interface SetupContext {
    readonly attio: AttioClient
    readonly config: Config
    readonly dry: boolean
    /** What a dry run would create, in words. */
    readonly missing: string[]
}

export const settled = <T>(value: T): Setting<T> => ({ok: true, value})

export const fix = (message: string): Refused => ({ok: false, problem: {kind: "fix", message}})

/** A sentence of the rules, said in a run. */
export const said = (sentence: string): Refused =>
    fix(`Attio: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`)

export const api = (failure: Failure): Refused => ({ok: false, problem: {kind: "api", failure}})
