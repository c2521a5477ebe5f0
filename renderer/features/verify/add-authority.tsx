import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { KnownAuthority } from '../../../electron/contract/press.ts'
import { call } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatDay } from '../../i18n/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { leave, useUnsaved } from '../../ui/unsaved.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { Fingerprint } from './fingerprint.tsx'
import styles from './trust-page.module.css'

/** A certificate that was read, before anybody trusts it: only who has compared the fingerprint may go on. */
export function AddAuthority({ authority, onDone, onFailed }: { authority: KnownAuthority; onDone(text?: string): void; onFailed(text: string): void }) {
  const [isCompared, setCompared] = useState(false)
  const box = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLElement>(null)
  useUnsaved(form, 'Thêm tổ chức tin cậy')
  useEffect(() => box.current?.focus(), [])
  useHotkeys({ 'Ctrl+Enter': () => void trust() })

  async function trust() {
    if (!isCompared) return onFailed('Đối chiếu dấu vân tay rồi đánh dấu ô xác nhận trước khi thêm.')
    const result = await call('trust.add', { fingerprint: authority.fingerprint })
    if (result.ok) onDone(`Đã thêm ${authority.commonName} vào danh sách tin cậy của cơ quan.`)
    else onFailed(explainError(result.error))
  }

  return (
    <section ref={form} className={styles.add} aria-label="Thêm tổ chức tin cậy" data-testid="add-authority">
      <strong className="clamp-1" title={authority.subject}>
        {authority.commonName}
      </strong>
      <span className="muted">
        {authority.isRoot ? 'Chứng thư gốc' : `Do ${authority.issuer} cấp`} · hiệu lực {formatDay(authority.validFrom)} – {formatDay(authority.validTo)} · số {authority.serial}
      </span>
      <span>Dấu vân tay SHA-256:</span>
      <Fingerprint hex={authority.fingerprint} />
      {Date.parse(authority.validTo) < Date.now() && <Notice tone="warning">Chứng thư này đã hết hạn: chỉ còn dùng để xét chữ ký cũ có dấu thời gian.</Notice>}
      <label className="choice">
        <input ref={box} type="checkbox" checked={isCompared} onChange={(event) => setCompared(event.currentTarget.checked)} />
        Tôi đã đối chiếu từng nhóm của dấu vân tay với công bố chính thức của tổ chức này (không lấy từ cùng nguồn với tệp)
      </label>
      <div className={styles.actions}>
        <Button aria-keyshortcuts="Control+Enter" aria-disabled={!isCompared} onClick={() => void trust()}>
          Tin cậy tổ chức này&nbsp;<kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
        <Button variant="default" onClick={() => leave(onDone)}>
          Thôi&nbsp;<kbd aria-hidden="true">Esc</kbd>
        </Button>
      </div>
    </section>
  )
}
