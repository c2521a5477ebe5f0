import { TextInput } from '@mantine/core'
import type { UseFormRegisterReturn } from 'react-hook-form'

/** Where the portal is, as its administrator tells it. @param field registered with `portalUrlRule` */
export function PortalUrlField({ error, field }: { error: string | undefined; field: UseFormRegisterReturn }) {
  return <TextInput label="Địa chỉ Cổng" placeholder="https://…" autoComplete="off" spellCheck={false} error={error} {...field} />
}
