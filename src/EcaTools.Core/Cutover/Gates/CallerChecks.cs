using System.Globalization;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Tallies;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>The checks of a gate of single callers.</summary>
internal sealed class CallerChecks(GateEvidence evidence, CutoverGateOptions options, GateInputs inputs)
{
    private string[] Sources =>
        [.. new[] { evidence.Source, evidence.LoginSource }.OfType<string>().Distinct(StringComparer.Ordinal)];

    public (GateVerdict Verdict, string Detail) RefreshFailures()
    {
        if (evidence.LoginSource is not { } source)
        {
            return (
                GateVerdict.Hold,
                "No source of logins by app (LoginHistory, LoginEvent) was read, so failed logins by refresh token can't be seen. Read one, or skip the check with -SkipCheck RefreshFailures."
            );
        }

        AuthMeasure[] logins =
        [
            .. evidence.New(source, GateEvidence.Floor(evidence.Stage), evidence.Stage + options.RefreshWatch),
        ];
        long failures = logins.Sum(login => login.RefreshFailures);
        inputs.Add("RefreshFailures", failures);
        string[] callers =
        [
            .. logins
                .Where(login => login.RefreshFailures > 0)
                .Select(GateEvidence.CallerOf)
                .Distinct(StringComparer.Ordinal),
        ];
        string found = Text(
            $"{failures:N0} logins by refresh token failed in the first {options.RefreshWatch.TotalHours:0} hours of the stage"
        );
        if (failures <= options.MaximumRefreshFailures)
        {
            return (GateVerdict.Promote, $"{found}.");
        }

        return failures >= options.RollbackRefreshFailures
            ? (GateVerdict.Rollback, $"{found}, of {CutoverGate.Names(callers)}.")
            : (GateVerdict.Hold, $"{found}, of {CutoverGate.Names(callers)}. Find out why.");
    }

    public (GateVerdict Verdict, string Detail) FailingCallers()
    {
        double z = Proportions.Quantile(options.Confidence);
        List<string> failing = [];
        foreach (string source in Sources)
        {
            ILookup<string, AuthMeasure> before = evidence
                .Old(source, evidence.BaselineStart, evidence.LatestEnd)
                .ToLookup(GateEvidence.CallerOf, StringComparer.Ordinal);
            foreach (
                IGrouping<string, AuthMeasure> caller in evidence
                    .New(source, evidence.Start, evidence.LatestEnd)
                    .GroupBy(GateEvidence.CallerOf, StringComparer.Ordinal)
            )
            {
                (double successes, double events) = GateEvidence.Rate(caller);
                (double oldSuccesses, double oldEvents) = GateEvidence.Rate(before[caller.Key]);
                bool failedBefore = oldEvents > 0 && oldSuccesses / oldEvents < options.MinimumCallerRate;
                if (
                    events >= options.MinimumCallerEvents
                    && !failedBefore
                    && Proportions.Wilson(successes, events, z).Upper < options.MinimumCallerRate
                )
                {
                    failing.Add(Text($"{caller.Key} ({successes:N0} of {events:N0} succeeded in {source})"));
                }
            }
        }

        return failing.Count > 0
            ? (GateVerdict.Rollback, $"Callers fail: {CutoverGate.Names(failing)}.")
            : (GateVerdict.Promote, "No caller fails for the most part.");
    }

    public (GateVerdict Verdict, string Detail) SilentCallers()
    {
        if (evidence.Source is not { } source)
        {
            return (GateVerdict.Hold, "No source of requests or logins by app was read.");
        }

        // What came after the window shows that a caller is there, too.
        ILookup<string, DateTimeOffset> seen = evidence
            .Old(source, evidence.BaselineStart, evidence.LatestEnd)
            .Concat(evidence.New(source, evidence.BaselineStart, evidence.LatestEnd))
            .ToLookup(GateEvidence.CallerOf, measure => measure.LastSeen, StringComparer.Ordinal);
        List<string> silent = [];
        int callers = 0;
        foreach (
            IGrouping<string, AuthMeasure> caller in evidence
                .Old(source, evidence.BaselineStart, evidence.Start)
                .GroupBy(GateEvidence.CallerOf, StringComparer.Ordinal)
        )
        {
            if (caller.Sum(measure => measure.Requests) < options.MinimumCallerEvents)
            {
                continue;
            }

            callers++;
            TimeSpan pause = LongestPause([.. caller.Select(measure => measure.From).Distinct().Order()]);
            DateTimeOffset last = seen[caller.Key].Max();
            if (evidence.End - last > pause * options.SilenceFactor)
            {
                silent.Add(
                    Text(
                        $"{caller.Key} (last seen {CutoverGate.Time(last)}, longest pause before {pause.TotalHours:0} hours)"
                    )
                );
            }
        }

        inputs.Add("CallersBefore", callers);
        if (silent.Count > 0)
        {
            return (GateVerdict.Hold, $"Callers fell silent: {CutoverGate.Names(silent)}.");
        }

        return evidence.Subject.Caller is { } named && seen.Count == 0
            ? (GateVerdict.Hold, $"The caller '{named}' appears in no event of either app in {source}.")
            : (GateVerdict.Promote, Text($"None of {callers:N0} callers of the old app fell silent."));
    }

    public (GateVerdict Verdict, string Detail) OldKeyCallers()
    {
        AuthMeasure[] old =
        [
            .. Sources
                .SelectMany(source => evidence.Old(source, evidence.Start, evidence.LatestEnd))
                .Where(measure => measure.Requests > 0),
        ];
        long requests = old.Sum(measure => measure.Requests);
        inputs.Add("OldRequestsInWindow", requests);
        bool mustBeNone = evidence.Subject.Caller is not null || evidence.Subject.AllCallersMoved;
        string[] callers = [.. old.Select(GateEvidence.CallerOf).Distinct(StringComparer.Ordinal)];
        return mustBeNone && requests > 0
            ? (
                GateVerdict.Hold,
                Text($"{requests:N0} events still came by the old app, of {CutoverGate.Names(callers)}.")
            )
            : (
                GateVerdict.Promote,
                mustBeNone
                    ? "No event came by the old app."
                    : $"The old app is used by {Quantity.Of(callers.Length, "caller")}, as it may be at this stage."
            );
    }

    public (GateVerdict Verdict, string Detail) TokenLimit()
    {
        // Only the newest look at OauthToken tells how many tokens there are now.
        MeasurePart? newest = evidence
            .Set.Parts.Where(part => part.Log.Source == "OauthToken")
            .OrderByDescending(part => part.Log.CreatedDate)
            .ThenBy(part => part.Log.Key, StringComparer.Ordinal)
            .FirstOrDefault();
        if (newest is null)
        {
            return (
                GateVerdict.Hold,
                "OauthToken was not read, so users with as many tokens as there can be are not known. Read it, or skip the check with -SkipCheck TokenLimit."
            );
        }

        Dictionary<string, long> tokens = new(StringComparer.Ordinal);
        foreach (AuthTally tally in newest.Tallies)
        {
            AuthStreamKey key = evidence.Set.Streams[tally.Stream];
            if (evidence.IsNew(AuthStreamTable.Text(key.AppName)))
            {
                string user = AuthStreamTable.Text(key.User);
                tokens[user] = tokens.GetValueOrDefault(user) + tally.Count;
            }
        }

        string[] full =
        [
            .. tokens
                .Where(user => user.Value >= options.TokenLimit)
                .Select(user => Text($"{user.Key} ({user.Value:N0})"))
                .Order(StringComparer.Ordinal),
        ];
        return full.Length > 0
            ? (
                GateVerdict.Hold,
                $"Users have as many refresh tokens of the new app as there can be: {CutoverGate.Names(full)}. The next login pushes out the oldest token, and the caller that holds it."
            )
            : (GateVerdict.Promote, Text($"No user has {options.TokenLimit} refresh tokens of the new app."));
    }

    /// <summary>The longest time between two hours with events; an hour at least.</summary>
    private static TimeSpan LongestPause(DateTimeOffset[] hours)
    {
        TimeSpan longest = TimeSpan.FromHours(1);
        for (int i = 1; i < hours.Length; i++)
        {
            TimeSpan pause = hours[i] - hours[i - 1];
            longest = pause > longest ? pause : longest;
        }

        return longest;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
