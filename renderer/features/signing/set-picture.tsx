import { useRef, useState } from 'react'
import { Button } from '@mantine/core'
import type { SignatureRole } from '../../../electron/domain/document.ts'
import { importFiles } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Told } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'

/** The picture drawn where the signature stands (brief §6): the head's hand in blue, the agency's seal in red. */
export function SetPicture({ of }: { of: SignatureRole }) {
  const picker = useRef<HTMLInputElement>(null)
  const [told, setTold] = useState<Told>()
  const name = of === 'person' ? 'hình chữ ký' : 'hình con dấu'

  async function take(files: File[]) {
    if (files.length === 0) return
    const result = await importFiles('signing.set-picture', files.slice(0, 1), { of })
    setTold(result.ok ? { text: `Đã lưu ${name}.`, tone: 'good' } : { text: explainError(result.error), tone: 'danger' })
  }

  return (
    <div style={{ display: 'flex', gap: 10, alignItems: 'center' }}>
      <Button variant="default" onClick={() => picker.current?.click()}>
        Đặt {name} (PNG nền trong)
      </Button>
      <input ref={picker} type="file" accept=".png" hidden data-testid="signature-picture" onChange={(event) => void take([...(event.currentTarget.files ?? [])])} />
      {told && <ToneText told={told} />}
    </div>
  )
}
