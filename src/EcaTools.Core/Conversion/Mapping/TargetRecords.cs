using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>The records that an app becomes in one API version, while they are being filled: what they take, and what
/// they don't.</summary>
internal sealed class TargetRecords
{
    private readonly ConnectedApp _app;
    private readonly string _name;
    private readonly ApiVersion _version;
    private readonly ConnectedAppMapping _mapping;
    private readonly Dictionary<MetadataType, RecordDraft> _drafts = new(ReferenceEqualityComparer.Instance);

    public TargetRecords(ConnectedApp app, string name, ApiVersion version, ConnectedAppMapping mapping)
    {
        (_app, _name, _version, _mapping) = (app, name, version, mapping);
        foreach (RecordMapping record in mapping.Records)
        {
            if (record.IsIn(version) && record.IsFor(app))
            {
                _drafts.Add(record.Type, new RecordDraft(record.Type));
            }
        }
    }

    /// <summary>The records, the app itself first.</summary>
    public ImmutableArray<NamedRecord> ToRecords() =>
        [
            .. _mapping
                .Records.Where(record => _drafts.ContainsKey(record.Type))
                .Select(record => new NamedRecord(_name + record.NameSuffix, _drafts[record.Type].ToRecord())),
        ];

    /// <summary>Adds a value that <see cref="Missing"/> and <see cref="Unfit"/> have nothing against.</summary>
    public void Add(TargetElement target, string value) => _drafts[target.Type].Add(target.Path, value);

    /// <summary>Adds a group that repeats.</summary>
    public void Add(TargetElement target, MetadataRecord group) => _drafts[target.Type].Add(target.Path, group);

    /// <summary>Adds what every app has: what the plugins need, constants, labels, and which app a record belongs
    /// to.</summary>
    public void Complete()
    {
        foreach (RecordMapping record in _mapping.Records)
        {
            if (record.Switch is { } plugin && _drafts.ContainsKey(record.Type))
            {
                AddOnce(plugin, "true");
            }
        }

        foreach ((TargetElement to, string value) in _mapping.Constants)
        {
            AddOnce(to, value);
        }

        foreach (RecordMapping record in _mapping.Records)
        {
            if (record.Parent is { } parent)
            {
                AddOnce(parent, _name);
            }

            // An org labels the records that Setup makes with their names.
            string ownLabel = string.IsNullOrWhiteSpace(_app.Label) ? _app.Name : _app.Label;
            AddOnce(record.Label, record.Parent is not null ? _name + record.NameSuffix : ownLabel);
        }
    }

    /// <summary>
    /// A row's first target, or its other one if that can take a value where the first can't, or if it alone belongs to
    /// the app.
    /// </summary>
    public TargetElement TargetOf(FieldMapping row) =>
        row.OrTo is { } other
        && Missing(row.To[0]) is not null
        && (Missing(other) is null || (!IsWanted(row.To[0]) && IsWanted(other)))
            ? other
            : row.To[0];

    /// <summary>Whether the app has what the target's record needs, whatever the API version.</summary>
    public bool IsWanted(TargetElement target) => RecordOf(target).IsFor(_app);

    /// <summary>Why the target is not there to take anything; null where it is.</summary>
    public NotCarriedOver? Missing(TargetElement target)
    {
        if (_drafts.ContainsKey(target.Type))
        {
            if (target.Element.IsIn(_version))
            {
                return null;
            }

            return _version < target.Element.First
                ? Since(target.ToString(), target.Element.First)
                : new NotCarriedOver(
                    $"{target} exists up to API version {target.Element.Last}; the files are for {_version}.",
                    $"Set it by hand in Setup > External Client App Manager > {_name}."
                );
        }

        RecordMapping record = RecordOf(target);
        return !record.IsIn(_version)
            ? Since(target.Type.Name, record.First)
            : new NotCarriedOver(
                $"{record.Without}, so it has no {target.Type.Name} to hold this.",
                $"Set it on the plugin that the app uses, in Setup > External Client App Manager > {_name}."
            );
    }

    /// <summary>Why the value is none that the target takes; null where it is one, then in the target's
    /// spelling.</summary>
    public NotCarriedOver? Unfit(TargetElement target, ref string value)
    {
        string given = value;
        switch (target.Element.Type)
        {
            case "string":
                return null;
            case "boolean":
                value = ValueFormats.ToBoolean(value) ?? "";
                return value.Length > 0 ? null : NotAWord(given, target);
            case "int":
                value = value.Trim();
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                {
                    return NotAWord(given, target);
                }

                return number < target.Element.Minimum || number > target.Element.Maximum
                    ? OutOfRange(given, target)
                    : null;
            default:
                value = value.Trim();
                return MetadataSchema.Default.FindEnum(target.Element.Type)!.Has(value, _version)
                    ? null
                    : NotAWord(given, target);
        }
    }

    /// <summary>What to say of a value that the target has no word for.</summary>
    public NotCarriedOver NotAWord(string value, TargetElement target) =>
        new(
            $"'{value}' is not a value that {target} takes in API version {_version}.",
            $"Check the value in the source, and set it by hand in Setup > External Client App Manager > {_name}."
        );

    private NotCarriedOver OutOfRange(string value, TargetElement target) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{target} takes {target.Element.Minimum} to {target.Element.Maximum}, not {value.Trim()}."
            ),
            $"Choose a value in that range in Setup > External Client App Manager > {_name}."
        );

    private NotCarriedOver Since(string what, ApiVersion first) =>
        new(
            $"{what} exists from API version {first} on; the files are for {_version}.",
            $"Convert with -ApiVersion {first} or later, or set it by hand in Setup > External Client App "
                + $"Manager > {_name}."
        );

    private RecordMapping RecordOf(TargetElement target) =>
        _mapping.Records.First(record => record.Type == target.Type);

    private void AddOnce(TargetElement target, string value)
    {
        if (Missing(target) is null && !_drafts[target.Type].Has(target.Path))
        {
            _drafts[target.Type].Add(target.Path, value);
        }
    }
}
