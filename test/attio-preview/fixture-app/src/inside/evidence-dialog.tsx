import {
    Badge,
    Banner,
    Button,
    Divider,
    Forms,
    LoadingState,
    runQuery,
    Section,
    showDialog,
    showToast,
    Table,
    TextBlock,
    Typography,
    useAsyncCache,
    useForm,
} from "attio/client"
import {Suspense} from "react"

import getCompany from "./get-company.graphql"
import loadEvidence from "./load-evidence.server"

function Evidence({domain, hideDialog}: {domain: string; hideDialog: () => void}) {
    const {evidence} = useAsyncCache({evidence: [loadEvidence, domain]}).values
    const {Form, TextInput, Checkbox, Combobox, SubmitButton} = useForm(
        {note: Forms.string().maxLength(20), pinned: Forms.boolean(), tone: Forms.string().optional()},
        {pinned: false},
    )
    return (
        <>
            <Banner variant="neutral">What happened in the product.</Banner>
            <Section title="Signals">
                <Table label="Signals">
                    <Table.Header>
                        <Table.HeaderCell>Signal</Table.HeaderCell>
                        <Table.HeaderCell>Count</Table.HeaderCell>
                    </Table.Header>
                    <Table.Body>
                        {evidence.signals.map(({name, count}) => (
                            <Table.Row key={name}>
                                <Table.Cell>{name}</Table.Cell>
                                <Table.Cell>
                                    <Table.Cell.Badge color="green">{String(count)}</Table.Cell.Badge>
                                </Table.Cell>
                            </Table.Row>
                        ))}
                    </Table.Body>
                </Table>
            </Section>
            <Divider />
            <TextBlock align="left">
                <Typography.Caption>Threshold {evidence.threshold ?? "not set"}</Typography.Caption>
            </TextBlock>
            <Form
                onSubmit={async ({note, tone}) => {
                    await showToast({
                        variant: "success",
                        title: "Noted",
                        text: `${note} ${tone ?? ""}`.trim(),
                    })
                    hideDialog()
                }}
            >
                <TextInput name="note" label="Note" />
                <Combobox
                    name="tone"
                    label="Tone"
                    options={[
                        {value: "kind", label: "Kind"},
                        {value: "short", label: "Short"},
                    ]}
                />
                <Checkbox name="pinned" label="Pin it" />
                <SubmitButton label="Save note" />
            </Form>
            <Button label="Close" onClick={hideDialog} />
            <Badge color="blue">Fixture</Badge>
        </>
    )
}

export async function showEvidence(recordId: string): Promise<void> {
    const {company} = await runQuery(getCompany, {id: recordId})
    const domain = company?.domains?.[0]
    if (domain === undefined || domain === null) {
        await showToast({variant: "warning", title: "The company has no domain."})
        return
    }
    await showDialog({
        title: `Evidence: ${company?.name ?? domain}`,
        Dialog: ({hideDialog}) => (
            <Suspense fallback={<LoadingState>Asking PostHog</LoadingState>}>
                <Evidence domain={domain} hideDialog={hideDialog} />
            </Suspense>
        ),
    })
}
