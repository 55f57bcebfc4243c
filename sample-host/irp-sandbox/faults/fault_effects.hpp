// fault_effects.hpp - what each fault does to a request, at the points where the router asks: before anything
// is processed, on the way in, on the decided answer, on its spelling, and on the bytes that go out.
#ifndef IRP_SANDBOX_FAULTS_FAULT_EFFECTS_HPP
#define IRP_SANDBOX_FAULTS_FAULT_EFFECTS_HPP

#include <optional>

#include "base/clock.hpp"
#include "ewaybill/ewb_call_service.hpp"
#include "faults/fault.hpp"
#include "irp/envelope.hpp"
#include "irp/message.hpp"
#include "irp/sek.hpp"

namespace irp_sandbox {

// The answer, if the fault takes the place of all processing.
std::optional<Reply> reply_instead(const Fault& fault, const EnvelopeShape& shape, Instant now);

void change_request(const Fault& fault, Request& request);
SekDamage sek_damage(const Fault& fault);
RekDamage rek_damage(const Fault& fault);
void change_envelope(const Fault& fault, FaultPlace place, Instant now, Envelope& envelope);
EnvelopeShape envelope_shape(const Fault& fault);
void change_reply(const Fault& fault, Reply& reply);

}  // namespace irp_sandbox

#endif
