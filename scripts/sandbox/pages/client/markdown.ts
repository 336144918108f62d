import {h} from "./dom"

/** Inline parts: bold, italics, code and links to http(s) addresses. */
function inline(text: string): Node[] {
    const pattern = /\*\*([^*]+)\*\*|_([^_]+)_|`([^`]+)`|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g
    const nodes: Node[] = []
    let end = 0
    for (const match of text.matchAll(pattern)) {
        const [whole, bold, italic, code, label, href] = match
        nodes.push(document.createTextNode(text.slice(end, match.index)))
        if (bold !== undefined) nodes.push(h("strong", {}, bold))
        else if (italic !== undefined) nodes.push(h("em", {}, italic))
        else if (code !== undefined) nodes.push(h("code", {}, code))
        else nodes.push(h("a", {href: href ?? "", target: "_blank", rel: "noopener noreferrer"}, label ?? ""))
        end = match.index + whole.length
    }
    nodes.push(document.createTextNode(text.slice(end)))
    return nodes
}

/** The part of Markdown that text tiles use: headings, lists, paragraphs. Everything else stays text. */
export function markdown(text: string): HTMLElement {
    const blocks = text.trim().split(/\n{2,}/).map((block) => {
        const lines = block.split("\n")
        if (lines.every((line) => /^[-*] /.test(line)))
            return h("ul", {}, ...lines.map((line) => h("li", {}, ...inline(line.slice(2)))))
        const heading = /^#{1,4} (.+)$/.exec(block)
        if (heading !== null) return h("h4", {}, ...inline(heading[1] ?? ""))
        return h("p", {}, ...inline(lines.join(" ")))
    })
    return h("div", {class: "text"}, ...blocks)
} // prettier-ignore
