import {fromBase64Url} from "@beton/shared/events/codec"

import {ingestHost} from "../clients/posthog"
import {bad, type Check, defineCheck, ok, skipped} from "./check"

/** Bytes of an Ed25519 public key. */
const KEY_BYTES = 32

/** Whether events can be sent, without sending one. */
const ingestion = defineCheck({
    id: "ingestion",
    title: "Ingestion address",
    needs: ["project"],
    async look({config, posthog, facts}) {
        const {project} = facts
        if (project === undefined) return skipped("Not checked.")
        const host = ingestHost(config)
        const answer = await posthog.probeCapture(project.api_token)
        if (answer.ok) return ok(`Events are taken at ${host}. None was sent for this check.`)
        return bad(`${answer.failure.message} Check ingest_host in More settings; it is ${host} now.`)
    },
})

/** The key that signs what Beton writes, and the ones it replaced. */
const signingKey = defineCheck({
    id: "signing_key",
    title: "Signing key",
    look({config}) {
        const former = config.settings.former_public_keys
        const broken = former.findIndex((key) => !isPublicKey(key))
        if (broken >= 0)
            return bad(
                `Entry ${broken + 1} of former_public_keys in More settings is not a public key. Paste the public key as \`beton keygen\` printed it.`,
            )
        if (former.includes(config.keys.publicKey))
            return bad(
                "former_public_keys in More settings lists the current key. Remove it: only keys that were replaced belong there.",
            )
        const more =
            former.length === 0
                ? ""
                : `; ${former.length} former ${former.length === 1 ? "key is" : "keys are"} still believed`
        return ok(`Readable, named ${config.keys.kid}${more}.`)
    },
})

/** What writing events needs. */
export const WRITING_CHECKS: readonly Check[] = [ingestion, signingKey]

function isPublicKey(text: string): boolean {
    try {
        return fromBase64Url(text).length === KEY_BYTES
    } catch {
        // Not base64url at all.
        return false
    }
}
