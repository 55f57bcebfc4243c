// fault_effects.cpp - see fault_effects.hpp.
#include "faults/fault_effects.hpp"

#include "irp/error_catalogue.hpp"

namespace irp_sandbox {
namespace {

// What a fault that is about errors makes up where there is none.
std::string_view usual_error(FaultPlace place) {
    switch (place) {
        case FaultPlace::auth:
            return code::wrong_password;
        case FaultPlace::account:
            return code::portal_session_over;
        default:
            return code::invalid_token;
    }
}

Envelope ordered_error(const Fault& fault, std::string_view otherwise) {
    Envelope envelope = refusal(fault.code.value_or(std::string{otherwise}));
    if (fault.message) {
        envelope.errors.front().message = *fault.message;
    }
    return envelope;
}

Reply error_reply(const Fault& fault, const EnvelopeShape& shape) {
    const Envelope envelope = ordered_error(
        fault, shape.dialect == Dialect::eway_bill ? code::ewb_technical_error : code::field_invalid);
    Reply reply;
    reply.body = render(envelope, shape);
    reply.outcome = envelope.errors.front().code;
    return reply;
}

void add_retry_after(const Fault& fault, Instant now, Reply& reply) {
    if (fault.retry_after == RetryAfter::seconds) {
        reply.headers.emplace_back("Retry-After", std::to_string(fault.seconds));
    } else if (fault.retry_after == RetryAfter::date) {
        reply.headers.emplace_back("Retry-After",
                                   format_http_date(now + std::chrono::seconds{fault.seconds}));
    }
}

Reply html_refusal(const Fault& fault, int status, const std::string& title, Instant now) {
    Reply reply;
    reply.status = status;
    reply.content_type = "text/html";
    reply.body = "<html><head><title>" + title + "</title></head><body><h1>" + title +
                 "</h1><p>The service is unavailable.</p></body></html>";
    reply.outcome = "fault";
    add_retry_after(fault, now, reply);
    return reply;
}

Reply too_many_requests(const Fault& fault, Instant now) {
    Reply reply;
    reply.status = 429;
    reply.body = R"({"Message":"Too many requests."})";
    reply.outcome = "fault";
    add_retry_after(fault, now, reply);
    return reply;
}

Reply server_error() {
    Reply reply;
    reply.status = 500;
    reply.body = R"({"Message":"An error has occurred."})";
    reply.outcome = "fault";
    return reply;
}

Reply connection_reset() {
    Reply reply;
    reply.reset = true;
    reply.outcome = "reset";
    return reply;
}

Reply redirect(const Fault& fault) {
    Reply reply;
    reply.status = 302;
    reply.headers = {{"Location", fault.location.value_or("https://elsewhere.invalid/eivital/v1.04/auth")}};
    reply.content_type = "text/html";
    reply.outcome = "fault";
    return reply;
}

Reply oversize(const Fault& fault) {
    Reply reply;
    reply.body = R"({"Status":1,"Data":")";
    reply.filler = static_cast<std::size_t>(fault.mebibytes) * 1024 * 1024;
    reply.tail = R"(","ErrorDetails":null,"InfoDtls":null})";
    reply.outcome = "fault";
    return reply;
}

Reply deep_json(const Fault& fault) {
    const auto depth = static_cast<std::size_t>(fault.depth);
    Reply reply;
    reply.body = R"({"Status":1,"Data":)" + std::string(depth, '[') + std::string(depth, ']') +
                 R"(,"ErrorDetails":null,"InfoDtls":null})";
    reply.outcome = "fault";
    return reply;
}

bool concerns_errors(FaultKind kind) {
    return kind == FaultKind::error_details_base64 || kind == FaultKind::error_details_string ||
           kind == FaultKind::error_details_plain_text || kind == FaultKind::error_details_null ||
           kind == FaultKind::error_details_object || kind == FaultKind::data_on_error;
}

void change_grant(const Fault& fault, Instant now, Grant& grant) {
    constexpr std::chrono::hours a_day{24};
    switch (fault.kind) {
        case FaultKind::expiry_missing:
            grant.token_expiry.reset();
            break;
        case FaultKind::expiry_past:
            grant.token_expiry = format_ist(now - a_day);
            break;
        case FaultKind::expiry_far_future:
            grant.token_expiry = format_ist(now + 3650 * a_day);
            break;
        case FaultKind::expiry_in_utc:
            // What a server that forgot about IST writes for a token of one hour.
            grant.token_expiry =
                format_utc(std::chrono::floor<std::chrono::minutes>(now + std::chrono::hours{1}));
            break;
        case FaultKind::expiry_trailing_space:
            grant.token_expiry = grant.token_expiry.value_or("") + "  ";
            break;
        case FaultKind::bad_data_base64:
            grant.sek = "%%% this is not base64 %%%";
            break;
        default:
            break;
    }
}

}  // namespace

std::optional<Reply> reply_instead(const Fault& fault, const EnvelopeShape& shape, Instant now) {
    switch (fault.kind) {
        case FaultKind::error:
            return error_reply(fault, shape);
        case FaultKind::http_503_html:
            return html_refusal(fault, 503, "503 Service Unavailable", now);
        case FaultKind::http_status:
            return html_refusal(fault, fault.status, std::to_string(fault.status), now);
        case FaultKind::http_429:
            return too_many_requests(fault, now);
        case FaultKind::http_500_json:
            return server_error();
        case FaultKind::reset_before:
            return connection_reset();
        case FaultKind::redirect:
            return redirect(fault);
        case FaultKind::oversize_body:
            return oversize(fault);
        case FaultKind::deep_json:
            return deep_json(fault);
        default:
            return std::nullopt;
    }
}

void change_request(const Fault& fault, Request& request) {
    if (fault.kind == FaultKind::drop_underscore_headers) {
        std::erase_if(request.headers,
                      [](const auto& entry) { return entry.first.find('_') != std::string::npos; });
    }
}

SekDamage sek_damage(const Fault& fault) {
    if (fault.kind == FaultKind::sek_wrong_length) {
        return SekDamage::wrong_length;
    }
    return fault.kind == FaultKind::sek_bad_padding ? SekDamage::bad_padding : SekDamage::none;
}

RekDamage rek_damage(const Fault& fault) {
    switch (fault.kind) {
        case FaultKind::rek_missing:
            return RekDamage::no_rek;
        case FaultKind::rek_wrong_length:
            return RekDamage::wrong_length;
        case FaultKind::hmac_missing:
            return RekDamage::no_hmac;
        case FaultKind::hmac_wrong:
            return RekDamage::wrong_hmac;
        default:
            return RekDamage::none;
    }
}

void change_envelope(const Fault& fault, FaultPlace place, Instant now, Envelope& envelope) {
    if (fault.kind == FaultKind::info_details) {
        envelope.infos.push_back(
            {fault.code.value_or("SANDBOX"), fault.message.value_or("Something that is good to know."), {}});
        return;
    }
    // These kinds are about errors: with a code they bring their own; without one they change the spelling of
    // the natural error, and make one up if the request would have succeeded.
    if (concerns_errors(fault.kind) && (fault.code || envelope.ok())) {
        envelope = ordered_error(fault, usual_error(place));
    } else if (auto* grant = std::get_if<Grant>(&envelope.data)) {
        change_grant(fault, now, *grant);
    } else if (auto* encrypted = std::get_if<std::string>(&envelope.data);
               encrypted != nullptr && fault.kind == FaultKind::bad_data_base64) {
        *encrypted = "%%% this is not base64 %%%";
    }
    if (fault.kind == FaultKind::data_on_error) {
        envelope.data = std::string{"AAAA"};  // seen from real systems: short, and not to be looked at
    }
}

EnvelopeShape envelope_shape(const Fault& fault) {
    EnvelopeShape shape;
    switch (fault.kind) {
        case FaultKind::status_as_string:
            shape.status = StatusType::text;
            break;
        case FaultKind::status_as_number:
            shape.status = StatusType::number;
            break;
        case FaultKind::lower_case_keys:
            shape.lower_case_keys = true;
            break;
        case FaultKind::client_id_spelling:
            shape.client_id_key = "ClientID";
            break;
        case FaultKind::error_details_base64:
            shape.errors = ErrorEncoding::base64;
            break;
        case FaultKind::error_details_string:
            shape.errors = ErrorEncoding::json_string;
            break;
        case FaultKind::error_details_plain_text:
            shape.errors = ErrorEncoding::plain_text;
            break;
        case FaultKind::error_details_object:
            shape.errors = ErrorEncoding::object;
            break;
        case FaultKind::error_details_null:
            shape.errors = ErrorEncoding::null;
            break;
        default:
            break;
    }
    return shape;
}

void change_reply(const Fault& fault, Reply& reply) {
    switch (fault.kind) {
        case FaultKind::truncated_json:
            reply.body.resize(reply.body.size() / 2);
            break;
        case FaultKind::wrong_content_type:
            reply.content_type = "text/html";
            break;
        case FaultKind::reset_after:
            reply.reset = true;
            break;
        case FaultKind::content_length_too_long:
            reply.length_error = 100;
            break;
        case FaultKind::content_length_too_short:
            reply.length_error = -static_cast<int>(reply.body.size() / 2);
            break;
        case FaultKind::reset_in_body:
            reply.reset_after_bytes = reply.body.size() / 2;
            break;
        case FaultKind::slow_body:
            reply.byte_pause = std::chrono::milliseconds{fault.milliseconds};
            break;
        case FaultKind::many_headers:
            for (int i = 0; i < fault.count; ++i) {
                reply.headers.emplace_back("X-Filler-" + std::to_string(i), "x");
            }
            break;
        case FaultKind::huge_header:
            reply.headers.emplace_back("X-Filler",
                                       std::string(static_cast<std::size_t>(fault.kibibytes) * 1024, 'x'));
            break;
        default:
            break;
    }
}

}  // namespace irp_sandbox
