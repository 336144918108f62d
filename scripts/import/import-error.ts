import {WorkError} from "../cli/errors"

/** A file of an export that cannot be taken as it is. The message names the file, the line and what to do. */
export class ImportError extends WorkError {
    constructor(
        readonly file: string,
        /** 1-based; null when the whole file is meant. */
        readonly line: number | null,
        problem: string,
    ) {
        super(`${file}${line === null ? "" : `, line ${line}`}: ${problem} Nothing was loaded.`)
    }
}
