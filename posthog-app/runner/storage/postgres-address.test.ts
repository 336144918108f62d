import {readPostgresAddress} from "./postgres-address"

const read = (query: string) => readPostgresAddress(`postgresql://u:p%40@db.example:5432/beton${query}`)

describe("DATABASE_URL", () => {
    it("is passed on as it is", () => {
        const url = "postgres://u:p%40@db.example:5432/beton"
        expect(readPostgresAddress(`  ${url}\n`)).toEqual({config: {connectionString: url}, schema: null})
        expect(read("?sslmode=verify-full").config.connectionString).toBe(
            "postgresql://u:p%40@db.example:5432/beton?sslmode=verify-full",
        )
    })

    it.each(["prefer", "require", "verify-ca"])("with sslmode=%s means what PostgreSQL means", (mode) => {
        expect(read(`?sslmode=${mode}`).config.connectionString).toMatch(/sslmode=.*&uselibpqcompat=true$/)
    })

    it.each([
        ["?search_path=beton", "beton"],
        ["?search_path=beton,public&sslmode=verify-full", "beton"],
        ['?search_path="$user",public', null],
        ["?options=-c%20search_path%3Dbeton", "beton"],
        ["?options=-c%20work_mem%3D4MB%20-csearch_path%3Dbeton%2Cpublic", "beton"],
        ["?options=--search_path%3Dbeton", "beton"],
        ["?options=-c%20search_path%3D%22my%5C%20schema%22", "my schema"],
        ["?search_path=", null],
        ["?sslmode=disable", null],
    ])("%s names the schema %s", (query, schema) => {
        expect(read(query).schema).toBe(schema)
        expect(read(query).config.connectionString).not.toMatch(/[?&]search_path=/)
    })

    it.each(["", "beton", "mysql://u:secret@h/db", "postgres://", "secret@db.example"])(
        "%j is refused without repeating it",
        (url) => {
            expect(() => readPostgresAddress(url)).toThrow(
                /^DATABASE_URL is not the address of a PostgreSQL database\. It looks like postgresql:/,
            )
            expect(() => readPostgresAddress(url)).not.toThrow(/secret/)
        },
    )
})
