import {h} from "./dom"

const INLINE =
    /\\([\\`*_[\]<>#|])|\*\*([^*]+)\*\*|(?<![\p{L}\p{N}])_([^_]+)_(?![\p{L}\p{N}])|`([^`]+)`|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/gu

/** A stretch of text, alike throughout. */
export type Inline =
    | {readonly as: "text" | "code"; readonly text: string}
    | {readonly as: "strong" | "em"; readonly parts: readonly Inline[]}
    | {readonly as: "link"; readonly text: string; readonly href: string}

/** A heading, a paragraph, or the items of a list. */
export type Block =
    | {readonly as: "h2" | "h3" | "p"; readonly parts: readonly Inline[]}
    | {readonly as: "ul"; readonly items: readonly (readonly Inline[])[]}

/** Inline parts: escapes, bold, italics, code and links to http(s) addresses. */
export function inlineOf(text: string): Inline[] {
    const parts: Inline[] = []
    const plain = (piece: string): void => {
        const last = parts.at(-1)
        if (piece === "") return
        if (last?.as === "text") parts[parts.length - 1] = {as: "text", text: last.text + piece}
        else parts.push({as: "text", text: piece})
    }
    let end = 0
    for (const match of text.matchAll(INLINE)) {
        const [whole, escaped, bold, italic, code, label = "", href] = match
        plain(text.slice(end, match.index))
        if (escaped !== undefined) plain(escaped)
        else if (bold !== undefined) parts.push({as: "strong", parts: inlineOf(bold)})
        else if (italic !== undefined) parts.push({as: "em", parts: inlineOf(italic)})
        else if (code !== undefined) parts.push({as: "code", text: code})
        else if (href !== undefined) parts.push({as: "link", text: label, href})
        end = match.index + whole.length
    }
    plain(text.slice(end))
    return parts
}

/** The part of Markdown that text tiles use: headings, lists, paragraphs. Everything else stays text. */
export function blocksOf(text: string): Block[] {
    return text
        .trim()
        .split(/\n{2,}/)
        .map((block): Block => {
            const lines = block.split("\n")
            if (lines.every((line) => /^[-*] /.test(line)))
                return {as: "ul", items: lines.map((line) => inlineOf(line.slice(2)))}
            const [, marks, title] = /^(#{1,6}) (.+)$/.exec(block) ?? []
            // Beside the titles of tiles, and below the page's own.
            if (marks !== undefined && title !== undefined)
                return {as: marks.length < 3 ? "h2" : "h3", parts: inlineOf(title)}
            return {as: "p", parts: inlineOf(lines.join(" "))}
        })
}

/** The text of a tile as elements; text never becomes markup. */
export function markdown(text: string): HTMLElement {
    const blocks = blocksOf(text).map((block) =>
        block.as === "ul"
            ? h("ul", {}, ...block.items.map((item) => h("li", {}, ...item.map(element))))
            : h(block.as, {}, ...block.parts.map(element)),
    )
    return h("div", {class: "text"}, ...blocks)
}

function element(part: Inline): Node {
    switch (part.as) {
        case "text":
            return document.createTextNode(part.text)
        case "code":
            return h("code", {}, part.text)
        case "link":
            return h("a", {href: part.href, target: "_blank", rel: "noopener noreferrer"}, part.text)
        default:
            return h(part.as, {}, ...part.parts.map(element))
    }
}
