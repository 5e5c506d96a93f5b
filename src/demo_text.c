/* Words of the demonstration. All of it is invented for Tend. */
#include "demo_text.h"

#include "domain/types.h"

const char *const demo_first_names[] = {"Maria", "Ivan", "Ana", "Luka", "Nino", "Giorgi", "Priya",
	"Arjun", "Jose", "Liza", "Emma", "Noah", "Sofia", "Marko", "Petra", "Tamar", "Dev",
	"Isabel", "Grace", "Tom", "Hana", "Levan", "Meera", "Carlo", "Ingrid", "Omar", "Ewa",
	"Kenji", "Zoe", "Mateo", "Salome", "Katarina", "Rohan", "Bea", "Filip", "Nana"};
const char *const demo_last_names[] = {"Horvat", "Kovač", "Novak", "Babić", "Beridze", "Kapanadze",
	"Patel", "Shah", "Mehta", "Santos", "Reyes", "Cruz", "Smith", "Miller", "Brown", "Jurić",
	"Marić", "Lomidze", "Desai", "Garcia", "Larsen", "Haddad", "Nowak", "Tanaka", "Martin",
	"Rossi", "Gelashvili", "Šimić", "Joshi", "Dela Cruz", "Olsen", "Weber"};
const char *const demo_companies[] = {"Adria Sails", "Bluebird Bakery", "Cedar & Sons",
	"Dinamo Print", "Eastgate Clinic", "Fern Hotel", "Gudauri Tours", "Harbour Books",
	"Iris Optics", "Jade Furniture", "Kite Logistics", "Lantern Films"};
const char *const demo_thanks[] = {
	"Thank you, that worked at the first try.",
	"Perfect, all good now. Thanks for the quick help!",
	"It works. Thank you, have a nice day.",
	"Great, got it. Many thanks to your colleague as well.",
};
const char *const demo_nudges[] = {
	("Thanks for the answer. I tried it, but I still see the same thing. A picture is in my "
	 "first message."),
	"One more question: does this also apply to the order I placed last week?",
	"I did that on my laptop and it is fine there, but on the phone nothing changed.",
	"Could you tell me when this will be done? I have to plan around it.",
	"I have not heard back. Is there any news?",
};
const char *const demo_notes[] = {
	("Checked the account: two open orders, no earlier complaint. Treat kindly, long-standing "
	 "customer."),
	"Same cause as the two tickets from this morning. The shop team knows.",
	"Spoke with the warehouse, the parcel left on the evening truck.",
	"Refund is within my limit, doing it myself.",
	"Customer prefers to be called, number is in the profile.",
};

const struct demo_topic demo_topics[] = {
	{"Parcel has not arrived",
		"Hello,\n\nI ordered on the 3rd and the tracking page has said \"in transit\" "
		"for five days. Could you find out where my parcel is?\n\nKind regards",
		"Good day, and sorry for the wait. I have asked the carrier where your parcel is "
		"and will write to you again today as soon as they answer.",
		"The parcel was held at the depot; it is on the van now and will be with you "
		"tomorrow before noon. I have refunded the delivery charge.",
		"delivery carrier", "Support", PRIORITY_NORMAL},
	{"Wrong size delivered", "I ordered a medium and got an extra large. How do I exchange it?",
		"I am sorry about the mix-up. A label for the return is attached to this "
		"message; no need to wait, the medium leaves our warehouse today.",
		"Your exchange was delivered this morning. Thank you for your patience.",
		"exchange warehouse", "Support", PRIORITY_NORMAL},
	{"Charged twice for one order",
		"My card shows two charges of the same amount for one order. Please return the "
		"second one.",
		"You are right, and I am sorry: I can see both charges. I have asked our bank to "
		"release the second one and will confirm as soon as it is done.",
		"The second charge was returned today. Depending on your bank it shows within "
		"three working days.",
		"billing refund", "Billing", PRIORITY_HIGH},
	{"Cannot sign in",
		"Since this morning the page says my password is wrong. I have not changed it. I "
		"need to get in before a meeting at two.",
		"Let us get you in before two. I have sent a link to set a new password to this "
		"address; it works for one hour.",
		"Glad you are in again. Your account was locked after several attempts from an "
		"old device; signing out there stops it.",
		"account sign-in", "Technical", PRIORITY_URGENT},
	{"Invoice with our company name",
		"Could you issue the invoice to our company instead of to me personally? The "
		"order number is in the attachment of my earlier message.",
		"Certainly. Which address and tax number shall the invoice carry?",
		"The corrected invoice is on its way to you and the old one is cancelled.",
		"billing invoice", "Billing", PRIORITY_NORMAL},
	{"App closes when I add a photo",
		"Every time I attach a photo the app closes. Phone restarted, app installed "
		"again, same thing.",
		"Thank you for trying all that. Which phone and version is it? Our developers "
		"are looking at a similar report.",
		"Version 4.2.1 is in the store and fixes this. Please update and try once more.",
		"app bug", "Technical", PRIORITY_HIGH},
	{"Change of delivery address", "I am moving on Friday. Can my order go to the new address?",
		"Yes, there is still time. Please send me the new address and I will change it "
		"at once.",
		"Done: the parcel goes to the new address. All the best for the move!",
		"delivery address", "Support", PRIORITY_NORMAL},
	{"Opening hours on the holiday",
		"Are you open on the 8th? We would come by car and it is two hours.",
		"We are closed on the 8th and open again on the 9th from nine to five.",
		"We look forward to your visit on the 9th.", "information", "Support",
		PRIORITY_LOW},
	{"Broken handle after a week",
		"The handle of the kettle came off after a week of normal use. I expected "
		"better, honestly.",
		"That must not happen, and I am sorry. Would you rather have a new kettle or "
		"your money back? Either is fine, you choose.",
		"The new kettle was sent today; keep the old one or recycle it, as you like.",
		"complaint quality", "Support", PRIORITY_HIGH},
	{"How do I cancel my subscription?",
		"I cannot find where to cancel. Please cancel at the end of the month.",
		"It is cancelled to the end of the month and nothing more will be charged. May I "
		"ask what we could have done better?",
		"Thank you for telling us. Your data stays available for 90 days.",
		"billing subscription", "Billing", PRIORITY_NORMAL},
	{"Export of all our data",
		"For our yearly audit we need an export of all records. What is the best way?",
		"The export is under Settings, Data. For more than 100,000 rows I can prepare it "
		"for you; shall I?",
		"The archive is ready and the link works for seven days.", "export audit",
		"Technical", PRIORITY_NORMAL},
	{"Discount code is refused",
		"The code from your newsletter says it is invalid, although it runs until Sunday.",
		"The code works for orders from 40 upwards, which the newsletter should have "
		"said. I have applied it to your order by hand.",
		"The discount is on your order. Thank you for telling us about the newsletter.",
		"shop discount", "Support", PRIORITY_LOW},
	{"Report shows wrong totals",
		"The monthly report adds up to less than the single rows. We noticed it for "
		"October and September.",
		"Thank you for the exact figures. I could reproduce it: rows in a second "
		"currency are left out. The developers are on it.",
		"The totals are right since this morning, for past months too. I am sorry for "
		"the trouble.",
		"report bug", "Technical", PRIORITY_HIGH},
	{"Question about the guarantee",
		"How long is the guarantee for the desk lamp, and does it cover the bulb?",
		"The lamp has three years; the bulb is covered for one.",
		"You are welcome. The guarantee card is in the box, no registration needed.",
		"guarantee information", "Support", PRIORITY_LOW},
	{"Everything is down for our team",
		"Nobody of our twelve people can open the board since ten o'clock. We have a "
		"deadline today!",
		"We see it too and work on it at full speed. Next message from me in 30 minutes "
		"at the latest, sooner if it is fixed.",
		"All boards are back since 10:55. The cause was a full disk on our side; the "
		"full report follows tomorrow.",
		"outage", "Technical", PRIORITY_URGENT},
	{"Thank you to Petra",
		"I only wanted to say that Petra on the phone was wonderful yesterday.",
		"That made her day, thank you for taking the time to tell us!",
		"You are very welcome.", "praise", "Support", PRIORITY_LOW},
	{"Two-step sign-in on a new phone",
		"I have a new phone and the codes are on the old one, which is broken.",
		"I can help after checking that it is you. Please answer from this address with "
		"the last four digits of an invoice number.",
		"Two-step sign-in is off for 24 hours so that you can set up the new phone.",
		"account security", "Technical", PRIORITY_HIGH},
	{"Vegetarian option for the workshop",
		"Two of us are vegetarian. Is that possible at the workshop on Thursday?",
		"Of course. I have noted two vegetarian lunches for Thursday.",
		"Everything is arranged. See you on Thursday!", "event", "Support", PRIORITY_LOW},
};

#define N(a) (int)(sizeof(a) / sizeof((a)[0]))
const int demo_first_name_count = N(demo_first_names), demo_last_name_count = N(demo_last_names),
	  demo_company_count = N(demo_companies), demo_thank_count = N(demo_thanks),
	  demo_nudge_count = N(demo_nudges), demo_note_count = N(demo_notes),
	  demo_topic_count = N(demo_topics);
