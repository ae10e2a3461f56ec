using System.Collections.Immutable;
using System.Globalization;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>The figures and thresholds of a decision, by name.</summary>
internal sealed class GateInputs
{
    private readonly ImmutableSortedDictionary<string, string>.Builder _values =
        ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);

    public GateInputs(CutoverGateOptions options, GateEvidence evidence)
    {
        Add(nameof(options.MinimumSuccessRate), options.MinimumSuccessRate);
        Add(nameof(options.Margin), options.Margin);
        Add(nameof(options.Confidence), options.Confidence);
        Add(nameof(options.SpikeMinimum), options.SpikeMinimum);
        Add(nameof(options.SpikeShare), options.SpikeShare);
        Add(nameof(options.SpikeFactor), options.SpikeFactor);
        Add(nameof(options.RefreshWatch), options.RefreshWatch);
        Add(nameof(options.MaximumRefreshFailures), options.MaximumRefreshFailures);
        Add(nameof(options.RollbackRefreshFailures), options.RollbackRefreshFailures);
        Add(nameof(options.MinimumCallerEvents), options.MinimumCallerEvents);
        Add(nameof(options.MinimumCallerRate), options.MinimumCallerRate);
        Add(nameof(options.SilenceFactor), options.SilenceFactor);
        Add(nameof(options.TokenLimit), options.TokenLimit);
        Add(nameof(options.MaximumClockSkew), options.MaximumClockSkew);
        Add(nameof(options.MaximumEvidenceAge), options.MaximumEvidenceAge);
        Add(nameof(options.Baseline), options.Baseline);
        Add(nameof(options.SkippedChecks), string.Join(", ", options.SkippedChecks.Distinct().Order()));
        Add("Method", Proportions.Method);
        Add("OldApp", string.Join(", ", evidence.Subject.OldApp));
        Add("NewApp", string.Join(", ", evidence.Subject.NewApp));
        Add("AllCallersMoved", evidence.Subject.AllCallersMoved);
        Add("StageStart", evidence.Stage.ToString("O", CultureInfo.InvariantCulture));
        Add("Source", evidence.Source ?? "");
        Add("LoginSource", evidence.LoginSource ?? "");
        Add("EventLogs", evidence.Set.Logs.Length);
    }

    public void Add(string name, IFormattable value) =>
        _values[name] = value.ToString(null, CultureInfo.InvariantCulture);

    public void Add(string name, string value) => _values[name] = value;

    public void Add(string name, bool value) => _values[name] = value ? "true" : "false";

    public ImmutableSortedDictionary<string, string> ToImmutable() => _values.ToImmutable();
}
