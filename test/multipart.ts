// A form with files among its fields, as browsers and HTTP libraries send it (RFC 7578).
export interface Upload {
  filename: string
  content: string
}

export interface MultipartForm {
  headers: { 'content-type': string }
  payload: string
}

const boundary = '----the-boundary-of-the-tests'

/** A request of fields, in their order: texts, and files. */
export function multipart(fields: Record<string, string | Upload> | [string, string | Upload][]): MultipartForm {
  const parts = (Array.isArray(fields) ? fields : Object.entries(fields)).map(([name, value]) => {
    const named = `Content-Disposition: form-data; name="${name}"`
    return typeof value === 'string'
      ? `--${boundary}\r\n${named}\r\n\r\n${value}\r\n`
      : `--${boundary}\r\n${named}; filename="${value.filename}"\r\nContent-Type: text/plain\r\n\r\n${value.content}\r\n`
  })
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: `${parts.join('')}--${boundary}--\r\n`
  }
}
