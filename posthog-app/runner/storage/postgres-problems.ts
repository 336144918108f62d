import {codeOf, StorageError} from "./storage-error"

const DB = "the database of DATABASE_URL"

/** An error of pg as one sentence that names DATABASE_URL and the fix; never pg's own text, which may hold secrets. */
export function postgresProblem(error: unknown): StorageError {
    if (error instanceof StorageError) return error
    const code = codeOf(error)
    const text = error instanceof Error ? error.message : ""
    const known = PROBLEMS.find(([codes, pattern]) => codes.includes(code) || pattern?.test(text))
    return new StorageError(known?.[2] ?? UNKNOWN, code)
}

/** Whether the connection failed, rather than what was asked: another connection may do better. */
export function isConnectionProblem(error: unknown): boolean {
    const text = error instanceof Error ? error.message : ""
    return /^(08|57P)/.test(codeOf(error)) || BROKEN_CODES.includes(codeOf(error)) || BROKEN.test(text)
}

const BROKEN_CODES = [
    "ECONNRESET",
    "ECONNREFUSED",
    "ECONNABORTED",
    "EPIPE",
    "ETIMEDOUT",
    "EAI_AGAIN",
    "EHOSTUNREACH",
]
const BROKEN =
    /^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout expired|timeout exceeded)/

const UNKNOWN = `${upper(DB)} refused what was asked. Check that it is a PostgreSQL database that Beton may use.`

function upper(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The first row that fits: by code, or else by the words of pg, a pooler or OpenSSL. */
const PROBLEMS: readonly (readonly [codes: readonly string[], pattern: RegExp | null, sentence: string])[] = [
    [
        [],
        /no encryption|SSL connection is required|SSL required|connection is insecure/i,
        `${upper(DB)} wants an encrypted connection. Add sslmode=require to DATABASE_URL (after a "?").`,
    ],
    [
        [],
        /does not support SSL/i,
        `${upper(DB)} offers no encrypted connection. Remove sslmode from DATABASE_URL, or turn encryption on there.`,
    ],
    [
        // prettier-ignore
        ["SELF_SIGNED_CERT_IN_CHAIN", "DEPTH_ZERO_SELF_SIGNED_CERT", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID"],
        /sslmode=verify-ca requires/,
        `The certificate of ${DB} could not be verified. Name its authority with sslrootcert=FILE in DATABASE_URL, or encrypt without that check with sslmode=require.`,
    ],
    [
        ["28P01", "28000", "SASL_SIGNATURE_MISMATCH"],
        /password must be|Tenant or user not found|no password supplied/i,
        `${upper(DB)} refused the user or the password. Correct them in DATABASE_URL; characters such as @ : / # % in a password are written as %40 %3A %2F %23 %25.`,
    ],
    [
        ["3D000"],
        null,
        `The database that DATABASE_URL names does not exist. Create it, or correct its name there.`,
    ],
    [
        ["3F000"],
        null,
        `The schema that DATABASE_URL names does not exist. Create it, or correct search_path there.`,
    ],
    [
        ["42501"],
        null,
        `The user of DATABASE_URL may not make or use Beton's tables. Give it the right to create tables in its schema (GRANT USAGE, CREATE ON SCHEMA …); tables that somebody else made must be dropped or given to it.`,
    ],
    [
        ["42703", "42804", "42P10", "42809", "42883"],
        null,
        `${upper(DB)} has a table beton_storage or beton_lock of another kind. Drop both: what they hold is rebuilt from PostHog and Attio.`,
    ],
    [
        ["42P01"],
        null,
        `The tables of Beton vanished from ${DB}. Start again: they are made anew, and what they held is rebuilt from PostHog and Attio.`,
    ],
    [["25006"], null, `${upper(DB)} can only be read. Name the primary server in DATABASE_URL, not a copy.`],
    [
        ["53300"],
        /max clients|too many connections/i,
        `${upper(DB)} has no connection left. Raise its limit, or name its pooler in DATABASE_URL (on Supabase the transaction pooler, port 6543).`,
    ],
    [["53100"], null, `${upper(DB)} has no space left. Make room there, then start again.`],
    [
        ["ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH", "ECONNREFUSED", "ETIMEDOUT", "EACCES"],
        /^(timeout expired|timeout exceeded|Connection terminated due to connection timeout)/,
        `${upper(DB)} cannot be reached. Check its host and port in DATABASE_URL and that it runs (Supabase's direct address needs IPv6: name its pooler instead).`,
    ],
    [["57P03"], null, `${upper(DB)} is starting or stopping. Start again in a minute.`],
    [
        ["ENOENT"],
        null,
        `A file that DATABASE_URL names (sslrootcert, sslcert, sslkey or a socket) is not there. Correct its path.`,
    ],
    [
        ["ERR_INVALID_URL"],
        /^Invalid port|^URI malformed/i,
        `DATABASE_URL cannot be read. It looks like postgresql://user:password@host:5432/database; characters such as @ : / # % in a password are written as %40 %3A %2F %23 %25.`,
    ],
    [
        ["ECONNRESET", "ECONNABORTED", "EPIPE", "57P01", "57P02", "08000", "08003", "08006", "08P01"],
        /^(Connection terminated|Client has encountered|Query read timeout)/,
        `The connection to ${DB} broke. Start again: the run continues where it stopped.`,
    ],
]
