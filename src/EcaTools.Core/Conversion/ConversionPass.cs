using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Conversion;

/// <summary>
/// One conversion of one app. It first hands every element of the source to the row of the mapping that covers it, or to the losses;
/// then each row places its elements. An element that a row does not place, the row loses.
/// </summary>
internal sealed class ConversionPass
{
    private static readonly Refusal Empty = new("The element is empty: there is nothing to carry over.", "None.");
    private static readonly Refusal Unknown = new(
        "EcaTools does not know this element.",
        "See what the element does (the Metadata API Developer Guide lists new ones) and set its counterpart on the External Client App by hand.");

    private static readonly Refusal Again = new(
        "The element stands in the file more than once; the first one counts.",
        "Check which value is meant, and mend the source or the result.");

    private static readonly Refusal Secret = new("A secret stands here, and secrets are not carried over.", "Enter it by hand where it is needed.");

    private readonly ConnectedApp app;
    private readonly string name;
    private readonly ConversionOptions options;
    private readonly ApiVersion version;
    private readonly ConnectedAppMapping mapping;
    private readonly Dictionary<MetadataType, RecordDraft> records = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FieldMapping, List<SourceElement>> found = new(ReferenceEqualityComparer.Instance);
    private readonly List<(int Order, MetadataLoss Loss)> losses = [];
    private int order;

    public ConversionPass(ConnectedApp app, string name, ConversionOptions options, ConnectedAppMapping mapping)
    {
        (this.app, this.name, this.options, version, this.mapping) = (app, name, options, options.ApiVersion, mapping);
        foreach (RecordMapping record in mapping.Records)
        {
            if (record.Type.IsIn(version) && record.IsFor(app))
            {
                records.Add(record.Type, new RecordDraft(record.Type));
            }
        }
    }

    public ConvertedApp Run()
    {
        Collect(app.Metadata, MetadataSchema.Default.Find(app.Metadata.Type), "", "", covering: null);
        foreach (FieldMapping row in mapping.Fields)
        {
            Apply(row);
        }

        NoteDeviceFlow();
        AddWhatEveryAppHas();
        return new ConvertedApp(
            app.Name,
            name,
            version,
            [.. mapping.Records.Where(record => records.ContainsKey(record.Type)).Select(record => new NamedRecord(name + record.NameSuffix, records[record.Type].ToRecord()))],
            [.. losses.OrderBy(loss => loss.Order).Select(loss => loss.Loss)]);
    }

    /// <summary>Reports an element, and all below it, as not carried over.</summary>
    public void Lose(SourceElement element, string reason, string action)
    {
        if (element.IsDefault)
        {
            return;
        }

        if (element.Field.Group is not { Fields.IsEmpty: false } group)
        {
            losses.Add((element.Order, new MetadataLoss(element.Path, element.Value, reason, action)));
            return;
        }

        foreach (MetadataField field in group.Fields)
        {
            Lose(new SourceElement($"{element.Path}.{field.Name}", element.Order, field), reason, action);
        }
    }

    private void Lose(SourceElement element, Refusal refusal) => Lose(element, refusal.Reason, refusal.Action);

    private void Collect(MetadataRecord record, MetadataType? type, string parent, string parentLabel, FieldMapping? covering)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (MetadataField field in record.Fields)
        {
            string path = parent.Length == 0 ? field.Name : $"{parent}.{field.Name}";
            string label = parentLabel == parent ? path : $"{parentLabel}.{field.Name}";
            MetadataElement? element = type?.Elements.GetValueOrDefault(field.Name);
            int index = seen.GetValueOrDefault(field.Name);
            seen[field.Name] = index + 1;
            if (index > 0 || element is { IsRepeated: true })
            {
                label = string.Create(CultureInfo.InvariantCulture, $"{label}[{index}]");
            }

            FieldMapping? row = mapping.Find(path);
            bool isGroup = field.Group is { Fields.IsEmpty: false };
            FieldMapping? lossRow = row is { Transform: FieldTransform.None } ? row : covering;
            if (isGroup && row is not { Transform: FieldTransform.Group } && (row is null || lossRow == row))
            {
                Collect(field.Group!, element is null ? null : MetadataSchema.Default.Find(element.Type), path, label, lossRow);
                continue;
            }

            SourceElement source = new(label, order++, field);
            if ((row ?? covering) is not { } mapped)
            {
                Lose(source, element is null || source.Value.Length > 0 ? Unknown : Empty);
            }
            else if (mapped.Transform is FieldTransform.None)
            {
                Lose(source, mapped.Reason, mapped.Action);
            }
            else if (field.IsSecret)
            {
                Lose(source, Secret);
            }
            else if (isGroup != mapped.Transform is FieldTransform.Group)
            {
                Lose(source, isGroup || source.Value.Length > 0 ? Unknown : Empty);
            }
            else if (!isGroup && string.IsNullOrWhiteSpace(source.Value))
            {
                Lose(source, Empty);
            }
            else if (found.TryGetValue(mapped, out List<SourceElement>? others))
            {
                others.Add(source);
            }
            else
            {
                found.Add(mapped, [source]);
            }
        }
    }

    private void Apply(FieldMapping row)
    {
        if (!found.TryGetValue(row, out List<SourceElement>? elements))
        {
            if (row.Default is null)
            {
                return;
            }

            elements = [new SourceElement(row.From, Order: -1, new MetadataField(row.From, row.Default, Group: null)) { IsDefault = true }];
        }

        switch (row.Transform)
        {
            case FieldTransform.Group:
                PlaceGroups(row, elements);
                return;
            case FieldTransform.List:
                PlaceList(row, elements);
                return;
        }

        SourceElement element = elements[0];
        foreach (SourceElement other in elements.Skip(1))
        {
            Lose(other, Again);
        }

        switch (row.Transform)
        {
            case FieldTransform.CallbackUrls:
                string[] urls = element.Value.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                Place(element, row.To[0], string.Join('\n', urls));
                break;
            case FieldTransform.Certificate when TextForms.ToPem(element.Value) is { } pem:
                Place(element, row.To[0], pem);
                break;
            case FieldTransform.Certificate:
                Lose(element, "This is not an X.509 certificate in base64 or PEM.", "Fetch the certificate that the callers sign with, and deploy it as the certificate of the global OAuth settings: without it the JWT bearer flow is off.");
                break;
            case FieldTransform.RefreshTokenPolicy:
                PlaceRefreshTokenPolicy(row, element);
                break;
            case FieldTransform.ClientCredentialsFlow:
                PlaceClientCredentialsFlow(row, element);
                break;
            case FieldTransform.ClientCredentialsUser when !IsClientCredentialsFlowOn():
                Lose(element, "The client credentials flow is off, so no user is set that it would run as.", $"None, unless the flow is to be used: then switch it on and choose the user in Setup > External Client App Manager > {name}.");
                break;
            default:
                PlaceWord(row, element);
                break;
        }
    }

    /// <summary>Copies a value, or the target's word for it.</summary>
    private void PlaceWord(FieldMapping row, SourceElement element)
    {
        TargetElement target = TargetOf(row);
        string? value = row.Values is null ? element.Value : row.Values.GetValueOrDefault(element.Value.Trim());
        if (value is null)
        {
            Lose(element, NotAWord(element.Value, target));
        }
        else if (row.Reason.Length > 0 && Missing(target) is null && Unfit(target, ref value) is not null)
        {
            Lose(element, row.Reason, row.Action);
        }
        else if (Place(element, target, value) && target == row.To[0])
        {
            foreach ((TargetElement to, string also) in row.Also)
            {
                Place(element, to, also);
            }
        }
    }

    private void PlaceList(FieldMapping row, List<SourceElement> elements)
    {
        TargetElement target = TargetOf(row);
        List<string> items = [];
        foreach (SourceElement element in elements)
        {
            string item = element.Value.Trim();
            item = row.Values?.GetValueOrDefault(item) ?? item;
            item = row.AreItemsPermissionSets && options.PermissionSetNames.TryGetValue(item, out string? apiName) ? apiName : item;
            Refusal? refusal = Missing(target)
                ?? (row.ItemPattern?.IsMatch(item) == false ? new Refusal(row.Reason, row.Action) : null)
                ?? (Unfit(target, ref item));
            if (refusal is not null)
            {
                Lose(element, refusal);
            }
            else if (!items.Contains(item, StringComparer.Ordinal))
            {
                items.Add(item);
            }
        }

        if (target.Element.IsRepeated)
        {
            items.ForEach(item => records[target.Type].Add(target.Path, item));
        }
        else if (items.Count > 0)
        {
            records[target.Type].Add(target.Path, string.Join(row.Separator, items));
        }
    }

    private void PlaceGroups(FieldMapping row, List<SourceElement> elements)
    {
        // An app that uses several plugins has the groups on each of them.
        TargetElement[] targets = [.. row.To.Where(to => Missing(to) is null)];
        TargetElement target = targets.FirstOrDefault(row.To.FirstOrDefault(IsWanted) ?? row.To[0]);
        int? max = target.Element.Max;
        MetadataType groupType = MetadataSchema.Default.Find(target.Element.Type)!;
        int placed = 0;
        foreach (SourceElement element in elements)
        {
            Refusal? refusal = Missing(target) ?? (placed == max
                ? new Refusal($"{target} holds at most {max}.", "Merge or drop some, or set the rest by other means.")
                : null);
            RecordDraft draft = new(groupType);
            List<SourceElement> left = [];
            foreach (MetadataField field in element.Field.Group!.Fields)
            {
                if (field is { Group: null, IsSecret: false, Value.Length: > 0 } && row.GroupFields!.TryGetValue(field.Name, out string? to) && !draft.Has(to))
                {
                    draft.Add(to, field.Value);
                }
                else
                {
                    left.Add(new SourceElement($"{element.Path}.{field.Name}", element.Order, field));
                }
            }

            refusal ??= groupType.Elements.Values.FirstOrDefault(required => required.IsRequired && !draft.Has(required.Name)) is { } lacking
                ? new Refusal($"An org refuses it without {lacking.Name}, which has no value in the source.", $"Complete it, and add it to {target} by hand.")
                : null;
            if (refusal is not null)
            {
                Lose(element, refusal);
                continue;
            }

            foreach (TargetElement to in targets)
            {
                records[to.Type].Add(to.Path, draft.ToRecord() with { Type = to.Element.Type });
            }

            placed++;
            foreach (SourceElement field in left)
            {
                Lose(field, field.Field.IsSecret ? Secret : !row.GroupFields!.ContainsKey(field.Field.Name) ? Unknown : field.Value.Length > 0 ? Again : Empty);
            }
        }
    }

    private void PlaceRefreshTokenPolicy(FieldMapping row, SourceElement element)
    {
        if (TextForms.ToRefreshTokenPolicy(element.Value) is not { } policy)
        {
            Lose(element, "This is not a refresh token policy (infinite, zero, specific_lifetime:N:UNIT, specific_inactivity:N:UNIT).", $"Choose the policy in Setup > External Client App Manager > {name} > Policies > OAuth Policies; until then the org's default holds.");
        }
        else if (Place(element, row.To[0], policy.Type) && policy.Period is not null)
        {
            Place(element, row.To[1], policy.Period);
            Place(element, row.To[2], policy.Unit!);
        }
    }

    private void PlaceClientCredentialsFlow(FieldMapping row, SourceElement element)
    {
        string value = element.Value;
        if (IsClientCredentialsFlowOn() && string.IsNullOrWhiteSpace(app.Metadata["oauthConfig.oauthClientCredentialUser"]))
        {
            value = "false";
            Lose(element, "The client credentials flow is on, but the metadata names no user that it runs as, and an org refuses the flow without one. It was left off.", $"Choose the user in Setup > External Client App Manager > {name} > Policies, and switch the flow on in Settings and in Policies.");
        }

        // One loss, not one for each switch: they come and go together (v60).
        if (Place(element, row.To[0], value))
        {
            Place(element, row.To[1], value);
        }
    }

    private bool IsClientCredentialsFlowOn() => bool.TryParse(app.Metadata["oauthConfig.isClientCredentialEnabled"], out bool on) && on;

    /// <summary>Places a value, or loses its element; true where it was placed.</summary>
    private bool Place(SourceElement element, TargetElement target, string value)
    {
        if ((Missing(target) ?? Unfit(target, ref value)) is { } refusal)
        {
            Lose(element, refusal);
            return false;
        }

        records[target.Type].Add(target.Path, value);
        return true;
    }

    /// <summary>
    /// The row's first target, or its other one if that can take a value where the first can't, or if it alone belongs to the app.
    /// </summary>
    private TargetElement TargetOf(FieldMapping row) =>
        row.OrTo is { } other && Missing(row.To[0]) is not null && (Missing(other) is null || (!IsWanted(row.To[0]) && IsWanted(other)))
            ? other
            : row.To[0];

    /// <summary>Whether the app has what the target's record needs, whatever the API version.</summary>
    private bool IsWanted(TargetElement target) => RecordOf(target).IsFor(app);

    private RecordMapping RecordOf(TargetElement target) => mapping.Records.First(record => record.Type == target.Type);

    /// <summary>Why the target is not there to take anything; null where it is.</summary>
    private Refusal? Missing(TargetElement target)
    {
        if (!target.Type.IsIn(version))
        {
            return Since(target.Type.Name, target.Type.First!.Value);
        }

        if (!records.ContainsKey(target.Type))
        {
            return new Refusal(
                $"{RecordOf(target).Without}, so it has no {target.Type.Name} to hold this.",
                $"Set it on the plugin that the app uses, in Setup > External Client App Manager > {name}.");
        }

        return target.Element.IsIn(version) ? null
            : version < target.Element.First ? Since(target.ToString(), target.Element.First)
            : new Refusal($"{target} exists up to API version {target.Element.Last}; the files are for {version}.", $"Set it by hand in Setup > External Client App Manager > {name}.");
    }

    private Refusal Since(string what, ApiVersion first) => new(
        $"{what} exists from API version {first} on; the files are for {version}.",
        $"Convert with -ApiVersion {first} or later, or set it by hand in Setup > External Client App Manager > {name}.");

    /// <summary>Why the value is none that the target takes; null where it is one, then in the target's spelling.</summary>
    private Refusal? Unfit(TargetElement target, ref string value)
    {
        switch (target.Element.Type)
        {
            case "string":
                return null;
            case "boolean":
                string given = value;
                value = bool.TryParse(value, out bool flag) ? (flag ? "true" : "false") : "";
                return value.Length > 0 ? null : NotAWord(given, target);
            case "int":
                value = value.Trim();
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : NotAWord(value, target);
            default:
                value = value.Trim();
                return MetadataSchema.Default.FindEnum(target.Element.Type)!.Has(value, version) ? null : NotAWord(value, target);
        }
    }

    private Refusal NotAWord(string value, TargetElement target) => new(
        $"'{value}' is not a value that {target} takes in API version {version}.",
        $"Check the value in the source, and set it by hand in Setup > External Client App Manager > {name}.");

    /// <summary>
    /// Before API version 68.0 ConnectedApp metadata does not say whether the device flow is on. Setup writes a certain callback URL when
    /// it is switched on, but many apps without the flow have that URL too, so the flow is not opened on a guess.
    /// </summary>
    private void NoteDeviceFlow()
    {
        if (string.IsNullOrWhiteSpace(app.Metadata["oauthConfig.isDeviceFlowEnabled"]) && app.Flows.Contains("Device", StringComparer.Ordinal))
        {
            losses.Add((-1, new MetadataLoss(
                "oauthConfig.isDeviceFlowEnabled",
                "",
                "The callback URL hints at the device flow, and metadata before API version 68.0 does not say whether it is on. It was left off.",
                $"If a device uses the app, switch on the device flow in Setup > External Client App Manager > {name} > Settings > OAuth Settings.")));
        }
    }

    private void AddWhatEveryAppHas()
    {
        foreach (RecordMapping record in mapping.Records)
        {
            if (record.Switch is { } plugin && records.ContainsKey(record.Type))
            {
                AddOnce(plugin, "true");
            }
        }

        foreach ((TargetElement to, string value) in mapping.Constants)
        {
            AddOnce(to, value);
        }

        foreach (RecordMapping record in mapping.Records)
        {
            if (record.Parent is { } parent)
            {
                AddOnce(parent, name);
            }

            // An org labels the records that Setup makes with their names.
            AddOnce(record.Label, record.Parent is not null ? name + record.NameSuffix : string.IsNullOrWhiteSpace(app.Label) ? app.Name : app.Label);
        }
    }

    private void AddOnce(TargetElement target, string value)
    {
        if (Missing(target) is null && !records[target.Type].Has(target.Path))
        {
            records[target.Type].Add(target.Path, value);
        }
    }
}
