using System.Collections.Immutable;

namespace EcaTools.Core.Access.Scopes;

/// <summary>Finds the narrowest set of scopes that opens all of some traffic.</summary>
internal static class ScopeCovering
{
    /// <summary>
    /// The set. Each need is a list of scopes of which any one is enough. Among all sets that meet every need it opens the
    /// least in sum, so that no scope of it can be left out; of equals, the first by name.
    /// </summary>
    /// <param name="needs">The needs.</param>
    /// <param name="widthOf">How much a scope opens; above zero.</param>
    public static ImmutableArray<string> Narrowest(IEnumerable<ImmutableArray<string>> needs, Func<string, int> widthOf)
    {
        ImmutableArray<string>[] open =
        [
            .. needs.DistinctBy(need => string.Join(' ', need.Order(StringComparer.Ordinal)), StringComparer.Ordinal),
        ];
        string[] candidates =
        [
            .. open.SelectMany(need => need).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        int bestWidth = int.MaxValue;
        ImmutableArray<string> best = [];
        Try(0, [], 0);
        return best;

        // Needs come one by one; each is met by a scope that is there already, or by each of its scopes in turn. A branch
        // that is wider than the best so far is given up.
        void Try(int next, ImmutableSortedSet<string> chosen, int width)
        {
            while (next < open.Length && open[next].Any(chosen.Contains))
            {
                next++;
            }

            if (width >= bestWidth)
            {
                return;
            }

            if (next == open.Length)
            {
                (best, bestWidth) = ([.. chosen], width);
                return;
            }

            foreach (string scope in candidates.Where(scope => open[next].Contains(scope, StringComparer.Ordinal)))
            {
                Try(next + 1, chosen.Add(scope), width + widthOf(scope));
            }
        }
    }
}
