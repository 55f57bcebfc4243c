// invoice_requests.cpp - see invoice_requests.hpp.
#include "web/invoice_requests.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

#include "base/text.hpp"
#include "invoices/qr_picture.hpp"
#include "web/invoice_json.hpp"

namespace munim {
namespace {

using Clock = std::chrono::steady_clock;

Error unknown_invoice() {
    return make_error(ACCT_ERROR_UNKNOWN_ID, "INVOICE-UNKNOWN", "There is no such invoice.",
                      "Choose one on the page \"Invoices\".");
}

// The texts of a small JSON object; an empty body is an empty object.
class Order {
public:
    static Result<Order> read(std::string_view body) {
        Order order;
        if (body.empty()) {
            return order;
        }
        try {
            Poco::JSON::Parser parser;
            parser.setDepth(4);
            const Poco::Dynamic::Var root =
                is_utf8(body) ? parser.parse(std::string{body}) : Poco::Dynamic::Var{};
            if (root.type() == typeid(Poco::JSON::Object::Ptr)) {
                order.object_ = root.extract<Poco::JSON::Object::Ptr>();
                return order;
            }
        } catch (const Poco::Exception&) {
            // answered below
        }
        return make_error(ACCT_ERROR_BAD_ARGUMENT, "HTTP-BODY", "The request is not a JSON object.",
                          "Reload the page and try again.");
    }

    std::string text(const std::string& name) const {
        const Poco::Dynamic::Var value = object_ ? object_->get(name) : Poco::Dynamic::Var{};
        return value.isString() ? value.extract<std::string>() : std::string{};
    }

private:
    Poco::JSON::Object::Ptr object_;
};

Reply answer(const Status& status) {
    return status ? Reply::no_content() : Reply::failure(status.error());
}

}  // namespace

Reply InvoiceRequests::list(uint64_t after, const std::function<bool()>& still_wanted) {
    switch (office_.book.news().wait(after, patience_, still_wanted)) {
        case Bell::Waited::moved:
            break;
        case Bell::Waited::too_many:
            return Reply::failure(make_error(ACCT_ERROR_BUSY, "HTTP-BUSY",
                                             "Too many windows wait for news from Munim.",
                                             "Close some of them."));
        case Bell::Waited::unchanged:
        case Bell::Waited::abandoned:
            return Reply::no_content();
    }
    return Reply::json(loop_.call([&] {
        // The number first: what moves from here on is told by the next answer.
        const uint64_t revision = office_.book.news().revision();
        return invoice_list_json(office_, revision);
    }));
}

Reply InvoiceRequests::one(const std::string& id) {
    return loop_.call([&] {
        const Invoice* invoice = office_.book.find(id);
        return invoice != nullptr ? Reply::json(invoice_json(office_, *invoice))
                                  : Reply::failure(unknown_invoice());
    });
}

Reply InvoiceRequests::picture(const std::string& id) {
    const std::string content = loop_.call([&] {
        const Invoice* invoice = office_.book.find(id);
        return invoice != nullptr ? invoice->signed_qr_code : std::string{};
    });
    if (content.empty()) {
        return Reply::failure(unknown_invoice());
    }
    auto picture = qr_picture(content);
    if (!picture) {
        return Reply::failure(picture.error());
    }
    Reply reply = Reply::json(std::move(*picture));
    reply.content_type = "image/svg+xml";
    return reply;
}

Reply InvoiceRequests::act(const std::string& id, std::string_view action, std::string_view body) {
    const auto order = Order::read(body);
    if (!order) {
        return Reply::failure(order.error());
    }
    return loop_.call([&] {
        if (office_.book.find(id) == nullptr) {
            return Reply::failure(unknown_invoice());
        }
        if (action == "register") {
            office_.desk.register_one(id, order->text("portal"));
        } else if (action == "look-up") {
            office_.desk.look_up(id, order->text("portal"));
        } else if (action == "cancel") {
            return answer(office_.desk.cancel(id, {order->text("reason"), order->text("remark")}));
        } else {
            return Reply::not_found();
        }
        return Reply::no_content();
    });
}

Reply InvoiceRequests::run(std::string_view body) {
    const auto order = Order::read(body);
    if (!order) {
        return Reply::failure(order.error());
    }
    const std::string action = order->text("action");
    return loop_.call([&] {
        InvoiceDesk& desk = office_.desk;
        if (action == "start") {
            return answer(desk.start(desk.open_ids(), order->text("portal")));
        }
        if (action == "pause") {
            return answer(desk.pause());
        }
        if (action == "resume") {
            return answer(desk.resume());
        }
        if (action == "stop") {
            return answer(desk.stop());
        }
        return Reply::failure(make_error(ACCT_ERROR_BAD_ARGUMENT, "HTTP-BODY",
                                         "The request does not say what to do.",
                                         "Send {\"action\": \"start\"}, pause, resume or stop."));
    });
}

}  // namespace munim
