import {writeFileSync} from "node:fs"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {zlibSync} from "fflate"

/** Width and height of the logo. */
const SIZE = 256
/** Samples per pixel and direction: the edges are smooth. */
const SAMPLES = 4

const ALL = Array.from({length: SAMPLES * SAMPLES}, (_, i) => i)
const CORNERS = [0, SAMPLES - 1, SAMPLES * (SAMPLES - 1), SAMPLES * SAMPLES - 1]

type Colour = readonly [red: number, green: number, blue: number]
interface Block {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
    readonly radius: number
    readonly colour: Colour
}

/** Three blocks of concrete that rise; the one that stands out is the account that is ready. The first block covers the others. */
const BLOCKS: readonly Block[] = [
    {x: 50, y: 148, width: 44, height: 58, radius: 8, colour: [107, 114, 128]},
    {x: 106, y: 104, width: 44, height: 102, radius: 8, colour: [156, 163, 175]},
    {x: 162, y: 50, width: 44, height: 156, radius: 8, colour: [16, 185, 129]},
    {x: 0, y: 0, width: 256, height: 256, radius: 56, colour: [17, 17, 17]},
]

/** The logo as a PNG: drawn here, so it is ours and can be made again byte for byte. */
export function logoPng(): Uint8Array {
    // Each row starts with the number of its filter: none.
    const rows = new Uint8Array(SIZE * (1 + SIZE * 4))
    for (let y = 0; y < SIZE; y++)
        for (let x = 0; x < SIZE; x++) rows.set(pixel(x, y), y * (1 + SIZE * 4) + 1 + x * 4)
    const header = new Uint8Array(13)
    new DataView(header.buffer).setUint32(0, SIZE)
    new DataView(header.buffer).setUint32(4, SIZE)
    // 8 bits per channel, red green blue alpha.
    header.set([8, 6], 8)
    const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
    return concat([
        signature,
        chunk("IHDR", header),
        chunk("IDAT", zlibSync(rows, {level: 9})),
        chunk("IEND", new Uint8Array()),
    ])
}

/** Red, green, blue and alpha: the mean of the samples that are covered. */
function pixel(x: number, y: number): number[] {
    // No block is smaller than a pixel: where the corners agree, all of it does.
    const corners = new Set(CORNERS.map((i) => sample(x, y, i)))
    const samples = corners.size === 1 ? [...corners] : ALL.map((i) => sample(x, y, i))
    const covered = samples.filter((colour) => colour !== undefined)
    if (covered.length === 0) return [0, 0, 0, 0]
    const mean = [0, 1, 2].map(
        (channel) => covered.reduce((sum, colour) => sum + (colour[channel] ?? 0), 0) / covered.length,
    )
    return [...mean.map(Math.round), Math.round((255 * covered.length) / samples.length)]
}

/** The colour at one of the samples of a pixel, numbered row by row; undefined outside of all blocks. */
function sample(x: number, y: number, i: number): Colour | undefined {
    const px = x + ((i % SAMPLES) + 0.5) / SAMPLES
    const py = y + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES
    return BLOCKS.find((block) => holds(block, px, py))?.colour
}

/** Whether a point lies in a block with round corners. */
function holds({x, y, width, height, radius}: Block, px: number, py: number): boolean {
    const dx = Math.max(x + radius - px, px - (x + width - radius), 0)
    const dy = Math.max(y + radius - py, py - (y + height - radius), 0)
    return dx * dx + dy * dy <= radius * radius
}

function chunk(type: string, data: Uint8Array): Uint8Array {
    const body = concat([new TextEncoder().encode(type), data])
    const framed = new DataView(new ArrayBuffer(8))
    framed.setUint32(0, data.length)
    framed.setUint32(4, crc32(body))
    const frame = new Uint8Array(framed.buffer)
    return concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** CRC-32 as PNG wants it. */
function crc32(bytes: Uint8Array): number {
    let crc = 0xffffffff
    for (const byte of bytes) {
        crc ^= byte
        for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    }
    return ~crc >>> 0
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
    let at = 0
    for (const part of parts) {
        whole.set(part, at)
        at += part.length
    }
    return whole
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
    writeFileSync(fileURLToPath(new URL("../../posthog-app/logo.png", import.meta.url)), logoPng())
    console.error("posthog-app/logo.png written")
}
