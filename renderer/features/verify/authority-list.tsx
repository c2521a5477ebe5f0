import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { TrustedAuthority } from '../../../electron/contract/trust.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { call } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatDay, formatDayTime } from '../../i18n/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { leave, useUnsaved } from '../../ui/unsaved.ts'
import { Fingerprint } from './fingerprint.tsx'
import styles from './trust-page.module.css'

/** The portal's list and the office's own, kept apart; only what was added here can be taken back here. */
export function AuthorityList({ authorities, mayChange, onRemoved }: { authorities: readonly TrustedAuthority[]; mayChange: boolean; onRemoved(name: string): void }) {
  const own = authorities.filter(({ from }) => from === 'office')
  const portal = authorities.filter(({ from }) => from === 'portal')
  return (
    <div className={styles.lists} tabIndex={0} role="region" aria-label="Danh sách tin cậy" data-testid="authorities">
      <h2>Cơ quan tự thêm ở máy này ({own.length})</h2>
      {own.length === 0 && <p className="muted">Chưa thêm tổ chức nào. {mayChange ? 'Ctrl+O để thêm từ tệp .cer, .pem.' : 'Quản trị viên đăng nhập để thêm.'}</p>}
      {own.map((one) => (
        <Authority key={one.fingerprint} authority={one} {...(mayChange ? { onRemoved } : {})} />
      ))}
      <h2>Cổng gửi về ({portal.length})</h2>
      {portal.length === 0 && <p className="muted">Cổng chưa gửi tổ chức nào.</p>}
      {portal.map((one) => (
        <Authority key={one.fingerprint} authority={one} />
      ))}
    </div>
  )
}

function Authority({ authority, onRemoved }: { authority: TrustedAuthority; onRemoved?(name: string): void }) {
  const [removing, setRemoving] = useState(false)
  return (
    <article className={styles.authority} aria-label={authority.commonName}>
      <div className={styles.head}>
        <strong className="clamp-1" title={authority.subject}>
          {authority.commonName}
        </strong>
        {onRemoved && !removing && (
          <Button variant="default" onClick={() => setRemoving(true)}>
            Bỏ
          </Button>
        )}
      </div>
      <span className="muted">
        {authority.isRoot ? 'Chứng thư gốc' : 'Chứng thư trung gian'} · đến {formatDay(authority.validTo)}
        {authority.added && ` · ${authority.added.by} thêm ${formatDayTime(authority.added.at)}`}
      </span>
      <Fingerprint hex={authority.fingerprint} />
      {removing && onRemoved && <RemoveForm authority={authority} onRemoved={onRemoved} onCancel={() => setRemoving(false)} />}
    </article>
  )
}

/** Asks why, for the journal. */
function RemoveForm({ authority, onRemoved, onCancel }: { authority: TrustedAuthority; onRemoved(name: string): void; onCancel(): void }) {
  const [failure, setFailure] = useState<string>()
  const reason = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  useUnsaved(form, `Bỏ ${authority.commonName}`)

  async function remove() {
    const text = toNfc(reason.current?.value ?? '')
    if (text === '') return setFailure('Ghi lý do bỏ tổ chức này: nhật ký phải nói vì sao.')
    const result = await call('trust.remove', { fingerprint: authority.fingerprint, reason: text })
    if (result.ok) onRemoved(authority.commonName)
    else setFailure(explainError(result.error))
  }

  return (
    <>
      <form
        ref={form}
        className={styles.actions}
        onSubmit={(event) => {
          event.preventDefault()
          void remove()
        }}
      >
        <TextInput ref={reason} className={styles.reason ?? ''} aria-label={`Lý do bỏ ${authority.commonName}`} placeholder="Lý do bỏ" maxLength={500} autoFocus autoComplete="off" />
        <Button type="submit">Bỏ khỏi danh sách</Button>
        <Button variant="default" onClick={() => leave(onCancel, form.current)}>
          Thôi
        </Button>
      </form>
      {failure !== undefined && <Notice tone="danger">{failure}</Notice>}
    </>
  )
}
