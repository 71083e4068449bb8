"""The addresses below /admin/rules/."""

from . import decide, lists, propose

ROUTES = (
    ("", lists.NumbersPage, "index"),
    ("numbers/<str:key>/", propose.NumberPage, "number"),
    ("categories/", lists.CategoriesPage, "categories"),
    ("categories/new/", propose.NewCategoryPage, "new_category"),
    ("categories/<slug:slug>/", propose.TermsPage, "category"),
    ("days/", lists.DaysPage, "days"),
    ("days/new/", propose.NewDaysPage, "new_days"),
    ("waiting/", lists.WaitingPage, "waiting"),
    ("waiting/<str:kind>/<int:pk>/", decide.ProposalPage, "proposal"),
    ("wishes/<str:cut>/", lists.WishesPage, "wishes"),
)
