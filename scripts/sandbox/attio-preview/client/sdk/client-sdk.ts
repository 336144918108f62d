import {DEPRECATED_SETTINGS, sdkNamespace} from "../../sdk/refusal"
import {refuse} from "../api"
import {useAsyncCache, useCachedQuery} from "./async-cache"
import {Button} from "./button"
import {Workflows} from "./configurator"
import {Forms} from "./form-schema"
import {alert, confirm, runQuery, showDialog, showIframe} from "./imperative"
import {Settings} from "./settings"
import {DescriptionList, DialogList, Table} from "./table"
import {
    Avatar,
    Badge,
    Banner,
    Divider,
    Json,
    Link,
    LoadingState,
    Section,
    StatusBadge,
    TextBlock,
    Typography,
} from "./text"
import {showToast} from "./toast"
import {useForm} from "./use-form"
import {Widget} from "./widget"

const TYPES = [
    ...["record-action", "bulk-record-action", "record-widget", "object-action"],
    ...["call-recording-insight-text-action", "call-recording-summary-text-action"],
    "call-recording-transcript-text-action",
]

interface Extension {
    readonly type: string
    readonly id: string
    readonly label?: string
}

/** `ATTIO_CLIENT_EXTENSION_SDK`: the stable part of `attio/client` (SDK.md §4, §9). */
export const CLIENT_SDK = sdkNamespace(
    "attio/client",
    {
        Extensions: sdkNamespace("attio/client Extensions", {
            defineExtension(extension: Extension) {
                const {type, id, label} = extension
                if (type === "record-tab")
                    refuse("Record tabs are experimental: a reviewed app cannot use them.")
                if (!TYPES.includes(type)) refuse(`There is no extension of type ${type}.`)
                if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 64)
                    refuse(`"${id}" is no id of an extension: small letters, digits and single hyphens.`)
                if (typeof label !== "string" || label === "") refuse(`The extension ${id} needs a label.`)
                return extension
            },
        }),
        ...{Avatar, Badge, Banner, Button, DescriptionList, DialogList, Divider, Json, Link, LoadingState},
        ...{Section, StatusBadge, Table, TextBlock, Typography, Widget},
        ...{Forms, useForm, Settings, Workflows, useAsyncCache},
        useQuery: (query: string, variables?: object) =>
            useCachedQuery(query, variables, () => runQuery(query, variables)),
        ...{alert, confirm, runQuery, showDialog, showIframe, showToast},
        platform: "web-app",
    },
    {
        ...DEPRECATED_SETTINGS,
        Row: "Row is deprecated: use InputGroup.",
        Column: "Column is deprecated: use InputGroup.",
    },
)
