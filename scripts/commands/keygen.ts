import {randomBytes} from "node:crypto"

import {keyPairOf} from "@beton/shared/events/signing"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"

/** `beton keygen`: a new Ed25519 key pair. The private key is printed once and stored nowhere. */
export const command: Command = {
    command: "keygen",
    describe:
        "Makes a new key pair for signing Beton's events. Nothing is stored: copy both parts where they belong.",
    builder: (yargs: Argv) => yargs,
    async handler(_args, io) {
        const keys = keyPairOf(randomBytes(32))
        io.result(
            {private_key: keys.privateKey, public_key: keys.publicKey, kid: keys.kid},
            [
                `Private key  ${keys.privateKey}`,
                "             Paste it into the PostHog app's secret setting for the signing key. Whoever has it can write",
                "             events that Beton believes; it belongs nowhere else.",
                "",
                `Public key   ${keys.publicKey}`,
                "             What reads Beton's events checks them with it. It is no secret.",
                "",
                `Key name     ${keys.kid} (the start of the public key; events carry it as kid)`,
            ].join("\n"),
        )
    },
}
