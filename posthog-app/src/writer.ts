import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import type {Writer} from "@beton/shared/events/signal-fired"
import {sha256} from "@noble/hashes/sha2.js"

import type {Config} from "./config/config"

/**
 * The `beton_writer` value that tiles filter on: derived from the signing key, so nobody can guess it, it needs no
 * storage, and it stays the same as long as the key does.
 */
export function writerOf(config: Config): Writer {
    const digest = sha256(utf8Bytes(`beton writer ${config.project} ${config.keys.privateKey}`))
    return {project: config.project, writer: `w_${toBase64Url(digest).slice(0, 22)}`, keys: config.keys}
}
