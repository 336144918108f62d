import {decodePairing} from "@beton/shared/pairing"
import {Banner, Section, showDialog, Table, Typography} from "attio/client"

import {fieldRows, settingRows} from "./configuration"

/** Opens the effective configuration, read-only. */
export async function showConfiguration(text: string | null): Promise<void> {
    await showDialog({title: "What Beton uses", Dialog: () => <Configuration text={text} />})
}

function Configuration({text}: {readonly text: string | null}) {
    const read = decodePairing(text ?? "")
    if (!read.ok) return <Banner variant="warning">{read.message}</Banner>
    return (
        <>
            <Section title="Settings" description="From the pairing text. To change one, change it in the PostHog app and paste the new line.">
                <Table label="What each is set to">
                    <Table.Header>
                        <Table.HeaderCell>Setting</Table.HeaderCell>
                        <Table.HeaderCell>Value</Table.HeaderCell>
                        <Table.HeaderCell>Change it under</Table.HeaderCell>
                    </Table.Header>
                    <Table.Body>
                        {settingRows(read.pairing).map(({name, value, change}) => (
                            <Table.Row key={name}>
                                <Table.Cell>{name}</Table.Cell>
                                <Table.Cell>{value}</Table.Cell>
                                <Table.Cell>{change}</Table.Cell>
                            </Table.Row>
                        ))}
                    </Table.Body>
                </Table>
            </Section>
            <Section title="Fields" description="Where each of Beton's fields goes; routing.fields in the PostHog app changes it.">
                <Table label="Where each field goes">
                    <Table.Header>
                        <Table.HeaderCell>Field</Table.HeaderCell>
                        <Table.HeaderCell>On deals</Table.HeaderCell>
                        <Table.HeaderCell>On companies</Table.HeaderCell>
                    </Table.Header>
                    <Table.Body>
                        {fieldRows(read.pairing).map(({title, deals, companies}) => (
                            <Table.Row key={title}>
                                <Table.Cell>{title}</Table.Cell>
                                <Table.Cell>{deals}</Table.Cell>
                                <Table.Cell>{companies}</Table.Cell>
                            </Table.Row>
                        ))}
                    </Table.Body>
                </Table>
                <Typography.Caption>`beton fields` proposes and tests the mapping.</Typography.Caption>
            </Section>
        </>
    )
} // prettier-ignore
