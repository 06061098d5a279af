/* Opening and closing a service. */
#include "service/service.h"

#include "model/entry.h"

/* "+02:00" → 120. The form was checked when the record was founded. */
static int zone_minutes(struct cs_str zone) {
  if (zone.len != 6) {
    return 0;
  }
  int hours = (zone.ptr[1] - '0') * 10 + (zone.ptr[2] - '0');
  int minutes = (zone.ptr[4] - '0') * 10 + (zone.ptr[5] - '0');
  return (zone.ptr[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

/* What entry 0 says. */
static bool read_founding(struct cs_service *service, struct cs_err *err) {
  struct cs_str bytes;
  struct cs_entry entry;
  if (!cs_reader_entry(service->reader, &service->arena, 0, &bytes, err) ||
      !cs_entry_read(&service->arena, bytes, &entry, err)) {
    return false;
  }
  service->identity = *cs_record_identity(service->record);
  service->origin = cs_record_origin(service->record);
  service->verifier = cs_record_verifier(service->record);
  service->trial = cs_record_is_trial(service->record);
  service->zone_minutes = zone_minutes(cs_json_text(entry.act.body, "zone"));
  struct cs_str name = cs_record_first_officer(service->record);
  service->registrar = cs_str_cut(&name, '/');
  if (service->options.has_now && !service->trial) {
    cs_err_set(err, &CS_E_SERVICE_TRIAL, "this record is no trial: its clock cannot be set");
    return cs_err_hint(err, "unset COUNTERSIGN_NOW");
  }
  return true;
}

static bool open_parts(struct cs_service *service, struct cs_err *err) {
  const struct cs_service_options *options = &service->options;
  struct cs_record_options how = {
      .mode = options->write ? CS_RECORD_WRITE : CS_RECORD_READ,
      .keys_dir = options->keys,
      .clock_checked = options->clock_checked,
      .busy_ms = options->busy_ms,
      .hooks = options->hooks,
      .pages_max = options->pages_max,
  };
  service->record = cs_record_open(service->os, options->path, &how, err);
  if (!service->record) {
    return false;
  }
  if (options->write && cs_record_trouble(service->record)) {
    *err = *cs_record_trouble(service->record);
    return false;
  }
  service->reader = cs_reader_open(service->os, options->path, options->keys, err);
  return service->reader && read_founding(service, err) && cs_snapshot_read(&service->snapshot, service->reader, err);
}

bool cs_service_open(struct cs_service *service, const struct cs_os *os, const struct cs_service_options *options,
                     struct cs_err *err) {
  *service = (struct cs_service){.os = os, .options = *options};
  cs_arena_init(&service->arena, NULL, 0);
  if (cs_snapshot_init(&service->snapshot, err) && open_parts(service, err)) {
    return true;
  }
  cs_service_close(service);
  return false;
}

void cs_service_close(struct cs_service *service) {
  cs_reader_close(service->reader);
  cs_record_close(service->record);
  cs_snapshot_deinit(&service->snapshot);
  cs_arena_deinit(&service->arena);
  service->reader = NULL;
  service->record = NULL;
}

bool cs_service_now(const struct cs_service *service, cs_time *now, struct cs_err *err) {
  if (service->options.has_now) {
    *now = service->options.now;
    return true;
  }
  return service->os->now(service->os->ctx, now, err);
}

cs_day cs_service_day(const struct cs_service *service, cs_time now) {
  return cs_time_day(now, service->zone_minutes);
}
