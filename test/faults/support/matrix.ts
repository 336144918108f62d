/** A case: its rows and its column in the table, and what is wrong with it (nothing: empty). */
export interface MatrixCase {
    readonly rows: readonly string[]
    readonly column: string
    readonly label: string
    run(): Promise<readonly string[]>
}

/** Cases that failed, with their reasons. */
export interface MatrixResult {
    readonly failures: readonly string[]
}

/**
 * Runs all cases, a few at a time, and prints size and result per row and column to stderr: "12" = all 12 ok, "3/12" =
 * 3 of 12 failed.
 *
 * @param atOnce cases that run side by side: one waits for a service while another computes
 */
export async function runMatrix(
    title: string,
    cases: readonly MatrixCase[],
    atOnce = 4,
): Promise<MatrixResult> {
    const startedAt = Date.now()
    const failures: string[] = []
    const counts = new Map<string, {ok: number; failed: number}>()
    let next = 0
    const worker = async (): Promise<void> => {
        for (let one = cases[next++]; one !== undefined; one = cases[next++]) {
            const problems = await outcomeOf(one)
            for (const row of one.rows) {
                const cell = `${row}\n${one.column}`
                const count = counts.get(cell) ?? {ok: 0, failed: 0}
                counts.set(cell, count)
                count[problems.length === 0 ? "ok" : "failed"] += 1
            }
            if (problems.length > 0) failures.push(`${one.label}: ${problems.slice(0, 4).join(" | ")}`)
        }
    }
    await Promise.all(Array.from({length: atOnce}, worker))
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
    const verdict = failures.length === 0 ? "all ok" : `${failures.length} FAILED`
    process.stderr.write(
        `\n${title}: ${cases.length} cases, ${verdict}, ${seconds} s\n${table(cases, counts)}\n`,
    )
    return {failures}
}

/** A case that throws has failed, and the others go on. */
async function outcomeOf(one: MatrixCase): Promise<readonly string[]> {
    try {
        return await one.run()
    } catch (error) {
        return [`the case itself failed: ${(error as Error).stack ?? String(error)}`]
    }
}

function table(
    cases: readonly MatrixCase[],
    counts: ReadonlyMap<string, {ok: number; failed: number}>,
): string {
    const columns = [...new Set(cases.map(({column}) => column))]
    const rows = [...new Set(cases.flatMap((one) => one.rows))]
    const cellOf = (row: string, column: string): string => {
        const count = counts.get(`${row}\n${column}`)
        if (count === undefined) return "-"
        const {ok, failed} = count
        return failed === 0 ? String(ok) : `${failed}/${ok + failed} FAILED`
    }
    const lines = [
        ["", ...columns],
        ...rows.map((row) => [row, ...columns.map((column) => cellOf(row, column))]),
    ]
    const widths = ["", ...columns].map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
    return lines
        .map((line) =>
            line
                .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
                .join("  "),
        )
        .join("\n")
}
