import type {ComponentType, ReactNode} from "react"
import {renderToStaticMarkup} from "react-dom/server"

import {rootSdk} from "../../sdk/root-sdk"
import {CLIENT_SDK} from "./client-sdk"
import {type Surface, SurfaceContext} from "./component"

type Any = ComponentType<Record<string, unknown>>
type Api = Readonly<Record<string, never>>

const sdk = CLIENT_SDK as unknown as Api
const root = rootSdk() as Api
/** A component of the SDK by its dotted name. */
const part = (name: string): Any =>
    name.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], sdk) as Any
const draw = (node: ReactNode, surface: Surface = "dialog"): string =>
    renderToStaticMarkup(<SurfaceContext.Provider value={surface}>{node}</SurfaceContext.Provider>)
const make = (name: string, props: object = {}, surface?: Surface): string => {
    const Part = part(name)
    return draw(<Part {...props} />, surface)
}

// Refusals are reported to the preview's server, which is not there.
beforeAll(() => {
    jest.spyOn(globalThis, "fetch").mockRejectedValue(new Error("offline"))
})
afterAll(() => jest.restoreAllMocks())

describe("names that a reviewed app must not use", () => {
    test.each([
        ["Experimental_Chart", /experimental/],
        ["Experimental_EmptyState", /experimental/],
        ["experimental_navigate", /experimental/],
        ["getWorkspaceSettings", /deprecated/],
        ["useWorkspaceSettingsForm", /deprecated/],
        ["Row", /deprecated: use InputGroup/],
        ["useRecord", /attio\/client has no useRecord/],
        ["Extensions.experimental_definePage", /experimental/],
        ["Workflows.useNothing", /has no useNothing/],
    ])("%s is refused", (name, message) => {
        expect(() => part(name)).toThrow(message)
    })

    test("a bundle that copies the module's members is refused all the same", () => {
        const copy = Object.assign(Object.create(Object.getPrototypeOf(sdk) as object), sdk) as Record<
            string,
            unknown
        >
        expect(copy.Badge).toBe(part("Badge"))
        expect(() => copy.Experimental_Grid).toThrow(/experimental/)
    })

    test("settings have three kinds", () => {
        const {Settings} = root as unknown as {Settings: {Schema: Record<string, () => object>}}
        expect(Settings.Schema.string?.()).toEqual({type: "string"})
        expect(() => Settings.Schema.object).toThrow("attio Settings.Schema has no object.")
    })

    test("a record tab is experimental, and an id has one form", () => {
        const {defineExtension} = (sdk as unknown as {Extensions: {defineExtension: (o: object) => object}})
            .Extensions
        const label = "Label"
        expect(() => defineExtension({type: "record-tab", id: "a", label})).toThrow(/experimental/)
        expect(() => defineExtension({type: "record-action", id: "Not OK", label})).toThrow(
            /no id of an extension/,
        )
        const fine = {type: "record-action", id: "fine", label}
        expect(defineExtension(fine)).toBe(fine)
    })
})

describe("components take what their types say", () => {
    test.each([
        ["Badge", {children: "x", color: "gold"}, /color of <Badge> must be amber or/],
        ["Badge", {children: "x"}, /<Badge> needs the prop color/],
        ["Badge", {children: "x", color: "red", style: {}}, /<Badge> has no prop style/],
        ["Button", {label: "x", onClick: "no"}, /onClick of <Button> must be a function/],
        [
            "Button",
            {label: "x", onClick: () => {}, variant: "huge"},
            /must be primary or secondary or destructive/,
        ],
        ["Link", {href: "javascript:alert(1)", children: "x"}, /needs a whole address/],
        ["Banner", {variant: "neutral", title: "x", children: "y"}, /Only a large <Banner> has a title/],
        ["Typography.Body", {children: "x", className: "y"}, /has no prop className/],
        ["StatusBadge", {children: "x", color: "mauve"}, /has no color mauve/],
    ])("<%s> with %j is refused", (name, props, message) => {
        expect(() => make(name, props)).toThrow(message)
    })

    test("a table holds one header and one body of rows of cells", () => {
        const Table = part("Table")
        const Header = part("Table.Header")
        const HeaderCell = part("Table.HeaderCell")
        const Body = part("Table.Body")
        const Row = part("Table.Row")
        const Cell = part("Table.Cell")
        const head = (
            <Header>
                <HeaderCell>Name</HeaderCell>
            </Header>
        )
        const fine = draw(
            <Table label="People">
                {head}
                <Body>
                    <Row>
                        <Cell>Ada</Cell>
                    </Row>
                </Body>
            </Table>,
        )
        expect(fine).toContain("<caption")
        expect(() => draw(<Table>{head}</Table>)).toThrow(
            /exactly one <Table.Header> and then one <Table.Body>/,
        )
        expect(() => draw(<Row>text</Row>)).toThrow("<Table.Row> holds only <Table.Cell>.")
    })
})

describe("components are drawn where Attio draws them", () => {
    test.each([
        ["Section", {title: "x"}, "widget"],
        ["Widget.TextWidget", {children: null}, "dialog"],
        ["Typography.Body", {children: "x"}, "settings"],
        ["Badge", {children: "x", color: "red"}, "widget"],
    ] as const)("<%s> is refused in another place", (name, props, surface) => {
        expect(() => make(name, props, surface)).toThrow(/is not drawn in a/)
    })

    test("text in a widget stands in its parts", () => {
        expect(() => make("Widget.TextWidget", {children: "loose"}, "widget")).toThrow(
            /Text in a widget goes into/,
        )
        const Widget = part("Widget.TextWidget")
        const Title = part("Widget.Title")
        expect(
            draw(
                <Widget>
                    <Title>Beton</Title>
                </Widget>,
                "widget",
            ),
        ).toContain("Beton")
    })

    test("an input stands inside a form", () => {
        function Lonely(): ReactNode {
            const {useForm, Forms} = sdk as unknown as {
                useForm: (schema: object, initial: object) => Record<string, Any>
                Forms: Record<string, () => object>
            }
            const {TextInput} = useForm({a: Forms.string?.()}, {})
            return TextInput === undefined ? null : <TextInput name="a" label="A" />
        }
        expect(() => draw(<Lonely />)).toThrow("<TextInput> is drawn inside a <Form> only.")
    })
})
