import {isConnectionProblem, postgresProblem} from "./postgres-problems"
import {openStorage} from "./storage"

const error = (code: string, message = "u:secret@db.example did something") =>
    Object.assign(new Error(message), {code})

describe("an error of the database", () => {
    it.each([
        ["28P01", "", "refused the user or the password"],
        ["XX000", "Tenant or user not found", "refused the user or the password"],
        ["28000", 'no pg_hba.conf entry for host "1.2.3.4", user "u", no encryption', "Add sslmode=require"],
        ["", "The server does not support SSL connections", "Remove sslmode"],
        ["SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain", "sslrootcert=FILE"],
        ["53300", "sorry, too many clients already", "has no connection left"],
        ["XX000", "MaxClientsInSessionMode: max clients reached", "has no connection left"],
        ["53100", "could not extend file", "no space left"],
        ["25006", "cannot execute INSERT in a read-only transaction", "can only be read"],
        ["42501", "permission denied for schema public", "GRANT USAGE, CREATE ON SCHEMA"],
        ["57P03", "the database system is starting up", "in a minute"],
        ["57P01", "terminating connection due to administrator command", "Start again: the run continues"],
        ["42P01", 'relation "beton_storage" does not exist', "they are made anew"],
        ["ENOTFOUND", "getaddrinfo ENOTFOUND db.example", "name its pooler instead"],
        ["", "timeout expired", "cannot be reached"],
        ["", "Query read timeout", "The connection to the database of DATABASE_URL broke"],
        ["99999", "whatever", "refused what was asked"],
    ])("%s %s says: … %s", (code, message, sentence) => {
        const problem = postgresProblem(error(code, message))
        expect(problem.message).toContain(sentence)
        expect(problem.message).toContain("DATABASE_URL")
        expect(problem.code).toBe(code)
        expect(problem.cause).toBeUndefined()
        // One or two sentences.
        expect(problem.message).toMatch(/^[A-Z].*\.$/)
    })

    it("never repeats what the database said", () => {
        for (const code of ["28P01", "3D000", "ECONNREFUSED", "99999"])
            expect(String(postgresProblem(error(code)))).not.toMatch(/secret|db\.example/)
    })

    it("is worth another connection only when the connection failed", () => {
        const broken = [error("ECONNRESET"), error("57P01"), error("08006"), new Error("Connection terminated unexpectedly")] // prettier-ignore
        expect(broken.map(isConnectionProblem)).toEqual([true, true, true, true])
        const refused = [error("28P01"), error("42501"), error("23505"), new Error("other"), "text"]
        expect(refused.map(isConnectionProblem)).toEqual(refused.map(() => false))
    })
})

describe("an address that cannot be used", () => {
    const open = (url: string) =>
        openStorage({location: {kind: "postgres", url}, project: "p", lockExpiryMs: 5000})

    it.each([
        ["has a # in its password", "postgres://u:pa#ss@db.example/x", "written as %40 %3A %2F %23 %25"],
        ["has a / in its password", "postgres://u:pa/ss@db.example/x", "written as %40 %3A %2F %23 %25"],
        ["has a ? in its password", "postgres://u:pa?ss@db.example/x", "written as %40 %3A %2F %23 %25"],
        ["has a broken % in its password", "postgres://u:pa%ffss@db.example/x", "written as %40"],
        ["has no port that can be", "postgres://u:p@db.example:99999/x", "DATABASE_URL cannot be read"],
        ["names nobody's port", "postgres://u:p@127.0.0.1:1/x", "cannot be reached. Check its host and port"],
        ["names a socket that is not there", "postgres://u:p@%2Fabsent/x", "or a socket) is not there"],
    ])("%s", async (_what, url, sentence) => {
        await expect(open(url)).rejects.toThrow(sentence)
    })
})
