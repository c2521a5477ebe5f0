import { useEffect, useRef } from 'react'
import { call } from '../../api/call.ts'
import { SettleForm, type SettleFormProps } from './settle-form.tsx'

/** The refused step is given up, and what waits behind it. */
export function WithdrawForm({ item, ...props }: SettleFormProps) {
  const form = useRef<HTMLDivElement>(null)
  useEffect(() => form.current?.querySelector('textarea')?.focus(), [])
  return (
    <div ref={form}>
      <SettleForm title="Rút, không gửi" settle={(reason) => call('queue.withdraw', { seq: item.seq, reason })} {...props}>
        <p>
          {item.kind === 'dossier.received'
            ? `Hồ sơ ${item.dossierCode ?? ''} rời danh sách và không lên Cổng; số bị hủy. Thu lại giấy hẹn, trả giấy tờ và báo công dân. Nhật ký giữ đủ nội dung.`
            : `Bước này và các bước chờ sau nó của hồ sơ ${item.dossierCode ?? ''} không được gửi; hồ sơ trở lại như ở Cổng. Nhật ký giữ đủ nội dung.`}
        </p>
      </SettleForm>
    </div>
  )
}
