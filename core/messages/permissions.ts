/** Who is logged in and may not (Django REST Framework). */
export const permissionTexts = {
  permissionDenied: {
    en: 'You do not have permission to perform this action.',
    ko: '이 작업을 수행할 권한이 없습니다.'
  }
} as const
