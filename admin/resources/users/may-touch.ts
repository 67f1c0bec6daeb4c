/** Staff and superusers are looked after by superusers alone; all others by the staff. */
export const mayTouch = ({ is_staff, is_superuser }: Record<string, unknown>, isSuperuser: boolean) =>
  isSuperuser || (is_staff === false && is_superuser === false)
