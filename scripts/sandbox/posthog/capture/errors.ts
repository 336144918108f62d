/** A refusal of the capture service: plain text, not JSON (examples/capture-errors.json). */
export class CaptureError extends Error {
    constructor(
        readonly status: 400 | 401 | 413,
        message: string,
    ) {
        super(message)
    }
}
