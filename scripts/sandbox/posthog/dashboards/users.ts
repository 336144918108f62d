import type {Dashboard, InstancePlan, UserName} from "./state"

const person = (id: number, uuid: string, first_name: string, email: string) => ({
    id,
    uuid,
    distinct_id: `u_${id}`,
    first_name,
    last_name: "",
    email,
    role_at_organization: "engineering",
    hedgehog_config: null,
})

const USERS = {
    owner: person(7, "018f2c1e-5c1a-0000-4a7f-3a5e7a2a0c11", "Ada", "ada@example.com"),
    colleague: person(8, "018f2c1e-5c1a-0000-4a7f-3a5e7a2a0c12", "Grace", "grace@example.com"),
} as const

/** A user as dashboards and insights show them. */
export const userBasic = (name: UserName | null) => (name === null ? null : USERS[name])

export const userId = (name: UserName): number => USERS[name].id

/** Level 37 counts only where the plan has dashboard permissions (examples/dashboard-create.json). */
export function effectiveRestriction(dashboard: Dashboard, plan: InstancePlan): 21 | 37 {
    return plan.dashboardPermissions ? dashboard.restrictionLevel : 21
}

/** Whether the owner of the keys may edit it: everybody's dashboards and their own. */
export function mayEdit(dashboard: Dashboard, plan: InstancePlan): boolean {
    return effectiveRestriction(dashboard, plan) === 21 || dashboard.createdBy === "owner"
}

/** 37 = may edit, 21 = may view. */
export const privilege = (dashboard: Dashboard, plan: InstancePlan): 21 | 37 =>
    mayEdit(dashboard, plan) ? 37 : 21
