import { useEffect, useRef } from 'react'
import { call } from '../../api/call.ts'
import { tellSettledDocument } from '../../i18n/settled.ts'
import { SettleForm, type SettleFormProps } from './settle-form.tsx'

/** A document that came by stick is sent from here whole, because the counter that made it will not send its part. */
export function TellForOtherForm({ item, ...props }: SettleFormProps) {
  const form = useRef<HTMLDivElement>(null)
  useEffect(() => form.current?.querySelector('textarea')?.focus(), [])
  return (
    <div ref={form}>
      <SettleForm title="Gửi thay máy kia" saveWord="Gửi thay máy kia" tell={tellSettledDocument} settle={(reason) => call('queue.tell-for-other', { seq: item.seq, reason })} {...props}>
        <p>
          Chỉ làm khi máy kia hỏng hoặc mất, không gửi được nữa. Máy này gửi cả phần đã làm ở máy kia (lập, ký, số) đúng như trong gói USB, rồi các bước của máy này; Cổng kiểm tra và quyết định. Nếu sau này máy kia lại gửi, Cổng báo
          trùng cho cán bộ ở đó.
        </p>
      </SettleForm>
    </div>
  )
}
