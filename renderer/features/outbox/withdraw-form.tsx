import { useEffect, useRef } from 'react'
import { problemTypes } from '../../../electron/contract/problem-types.ts'
import { call } from '../../api/call.ts'
import { shortCode, tellWithdrawn } from '../../i18n/settled.ts'
import { SettleForm, type SettleFormProps } from './settle-form.tsx'

/** The refused step is given up, and what waits behind it. */
export function WithdrawForm({ item, ...props }: SettleFormProps) {
  const form = useRef<HTMLDivElement>(null)
  const { dossierCode = '' } = item
  const isWhole = item.kind === 'dossier.received' && item.isAgain !== true
  useEffect(() => form.current?.querySelector('textarea')?.focus(), [])
  return (
    <div ref={form}>
      <SettleForm
        title="Rút, không gửi"
        saveWord={isWhole ? `Rút hồ sơ ${shortCode(dossierCode)}` : 'Rút các bước này'}
        isGrave
        tell={(settled) => tellWithdrawn(dossierCode, isWhole, settled)}
        settle={(reason) => call('queue.withdraw', { seq: item.seq, reason })}
        {...props}
      >
        <p>
          {item.isAgain
            ? tellAgain(item)
            : item.kind === 'dossier.received'
            ? `Hồ sơ ${item.dossierCode ?? ''} rời danh sách và không lên Cổng; số bị hủy. Thu lại giấy hẹn, trả giấy tờ và báo công dân. Nhật ký giữ đủ nội dung.`
            : `Bước này và các bước chờ sau nó của hồ sơ ${item.dossierCode ?? ''} không được gửi; hồ sơ trở lại như ở Cổng. Nhật ký giữ đủ nội dung.`}
        </p>
      </SettleForm>
    </div>
  )
}

/** Of a step that was received before the portal was put back: its papers are out, and it is offered no more. */
function tellAgain({ dossierCode = '', problemType }: SettleFormProps['item']): string {
  const kept = 'Số, giấy hẹn và chứng nhận tiếp nhận lần trước vẫn giữ; nhật ký giữ đủ nội dung.'
  return problemType === problemTypes.editConflict
    ? `Bước này của hồ sơ ${dossierCode} và các bước chờ sau nó không gửi lại nữa; hồ sơ theo bản ở Cổng. ${kept}`
    : `Bước này của hồ sơ ${dossierCode} và các bước chờ sau nó không gửi lại nữa; hồ sơ ở quầy này giữ nguyên đến khi Cổng có bản khác. ${kept} Báo đơn vị vận hành Cổng mã hồ sơ này.`
}
