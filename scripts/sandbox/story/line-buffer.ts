/** Collects lines as bytes, so that no long list of strings has to be kept. */
export class LineBuffer {
    private bytes: Buffer
    private used = 0

    constructor(private readonly capacity: number) {
        this.bytes = Buffer.allocUnsafe(capacity)
    }

    /** Bytes collected since the last {@link take}. */
    get length(): number {
        return this.used
    }

    /** Appends a line of at most `capacity` / 4 characters; false when it does not fit any more. */
    add(line: string): boolean {
        // No UTF-8 text is longer than three bytes per UTF-16 unit.
        if (this.used + line.length * 3 + 1 > this.capacity) return false
        this.used += this.bytes.write(line, this.used)
        this.bytes[this.used++] = 10
        return true
    }

    /** Hands over what was collected and starts again. */
    take(): Buffer {
        const full = this.bytes.subarray(0, this.used)
        this.bytes = Buffer.allocUnsafe(this.capacity)
        this.used = 0
        return full
    }
}
